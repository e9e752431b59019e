using Microsoft.OpenApi;

namespace Tessera.OpenApi;

/// <summary>The ways in which a request may carry its key, as <see cref="Access.Authentication"/> reads them.</summary>
internal static class Credentials
{
    /// <summary>Adds them to a document; any one of them does.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>("apiId", Header("asapp-api-id", "The key's id."));
        document.AddComponent<IOpenApiSecurityScheme>("apiSecret", Header("asapp-api-secret", "The key's secret."));
        document.AddComponent<IOpenApiSecurityScheme>("apiKey", Header("api_key", "The key as `<id>.<secret>`."));
        document.AddComponent<IOpenApiSecurityScheme>("bearer", new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The key as `<id>.<secret>`.",
        });
        document.Security = [Needs(document, "apiId", "apiSecret"), Needs(document, "apiKey"), Needs(document, "bearer")];
    }

    static OpenApiSecurityScheme Header(string name, string meaning) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = meaning };

    static OpenApiSecurityRequirement Needs(OpenApiDocument document, params string[] schemes)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (var scheme in schemes) requirement[new OpenApiSecuritySchemeReference(scheme, document)] = [];
        return requirement;
    }
}

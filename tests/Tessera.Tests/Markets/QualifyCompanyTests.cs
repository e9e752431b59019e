using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

public sealed class QualifyCompanyTests(Servers servers)
{
    const string Run = "/api/v2/agents/qualify-company/run";

    [Theory]
    [OnBothDatabases("\"Acme is a bank with 900 employees in Spain.\"", "Banks")]
    [OnBothDatabases("""{"about":["Acme is an airline."],"facts":{"size":"It has 90 employees."}}""", "Airlines")]
    public async Task The_best_segment_is_given_with_its_answers(Backend backend, string context, string name)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync("/api/v2/segment/generate", """
            {"segments":[{"name":"Banks","sources":[{"type":"TEXT","value":"Our customers are banks with 500+ employees."}]},
                         {"name":"Airlines","sources":[{"type":"TEXT","value":"Our customers are airlines with up to 100 employees."}]}]}
            """)).Expect(200);

        var answer =
            (await api.PostAsync(Run, $$"""{"agentOId":"ca_any","companyName":"Acme","runtimeContext":{{context}}}""")).Expect(200).Json;

        Assert.Equal(["_metadata", "found", "message", "data"], answer.AsObject().Select(m => m.Key));
        Assert.True((bool)answer["found"]!);
        var segment = answer["data"]!["segment"]!;
        Assert.Equal(name, (string)segment["name"]!);
        Assert.InRange((double)answer["data"]!["score"]!, 8, 10);
        Assert.Equal((double)answer["data"]!["score"]!, (double)segment["qualification"]!["score"]!);
        Assert.All(segment["qualification"]!["answers"]!.AsArray(), a => Assert.Contains((string)a!["answer"]!, (string[])["Yes", "No"]));
    }

    [Theory, OnBothDatabases]
    public async Task Without_a_segment_nothing_is_found(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var answer = (await api.PostAsync(Run, """{"agentOId":"ca_any","runtimeContext":"A bank."}""")).Expect(200).Json;

        Assert.Equal((false, "There is no active segment to qualify for."), ((bool)answer["found"]!, (string)answer["message"]!));
    }

    [Theory]
    [OnBothDatabases("""{"runtimeContext":"A bank."}""", "$.agentOId: required, expected a string of 1 to 256 characters")]
    [OnBothDatabases("""{"agentOId":"ca"}""", "$: expected runtimeContext or companyDomain")]
    [OnBothDatabases("""{"agentOId":"ca","runtimeContext":{}}""", "$: expected runtimeContext or companyDomain")]
    [OnBothDatabases("""{"agentOId":"ca","companyDomain":"127.0.0.1"}""", "$.companyDomain: expected a domain, as in example.com")]
    [OnBothDatabases("""{"agentOId":"ca","companyDomain":"example.com/a"}""", "$.companyDomain: expected a domain, as in example.com")]
    [OnBothDatabases(
        """{"agentOId":"ca","companyDomain":"localhost"}""",
        "$.companyDomain: https://localhost/ can't be read: its host has no public address.")]
    public async Task What_can_not_be_qualified_is_400(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Run, body)).ExpectError("400-01", message);
    }
}

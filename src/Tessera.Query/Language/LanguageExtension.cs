namespace Tessera.Query.Language;

/// <summary>
/// Something in a query that ASAPP doesn't document, so that the query works here but may not work there: the first place where the
/// query uses it.
/// </summary>
/// <param name="What">What it is, as a noun for people: <c>`!=`</c>, <c>a number</c>, <c>the field `started_at`</c>.</param>
/// <param name="Offset">Where it stands in the query's text, from 0, in UTF-16 units.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
public sealed record LanguageExtension(string What, int Offset, int Length);

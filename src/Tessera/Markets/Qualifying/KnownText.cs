using Tessera.Extraction;

namespace Tessera.Markets.Qualifying;

/// <summary>Something that is known of a company: a text about it, or one message of a conversation with it.</summary>
/// <param name="Text">The words.</param>
/// <param name="From">Who said them; a system's notices are nobody's words.</param>
internal sealed record KnownText(string Text, SenderRole From = SenderRole.Customer);

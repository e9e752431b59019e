using System.Text.Json.Serialization;

namespace Tessera.Fields;

/// <summary>What a structured data field asks of a conversation.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum FieldKind
{
    /// <summary>A yes/no question; the answer is <c>Yes</c>, <c>No</c> or <c>Not Found</c>. Ids begin with <c>q_</c>.</summary>
    Question = 1,

    /// <summary>A value said in the conversation, or <c>Not Found</c>. Ids begin with <c>e_</c>.</summary>
    Entity = 2,
}

/// <summary>
/// One piece of structured data to extract, as its author defined it. Which conversations it is asked of is said by the segments that list
/// it.
/// </summary>
internal sealed record StructuredDataField
{
    /// <summary>The author's id: 1 to 256 of <c>A-Z a-z 0-9 _ -</c>, beginning with <c>q_</c> or <c>e_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name people read, 1 to 256 code points.</summary>
    public required string Name { get; init; }

    /// <summary><c>OUTCOME</c> or <c>CUSTOM</c>.</summary>
    public required string CategoryId { get; init; }

    /// <summary>Question or entity; fixed at creation.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>An inactive field is never extracted, whatever segments list it.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Counts the field's changes, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The market segment it was made for, and that alone changes it; null for one that people made.</summary>
    [JsonIgnore]
    public string? Owner { get; init; }

    /// <summary>What is asked; present exactly when <see cref="Kind"/> is <see cref="FieldKind.Question"/>.</summary>
    public QuestionDefinition? Question { get; init; }

    /// <summary>What is looked for; present exactly when <see cref="Kind"/> is <see cref="FieldKind.Entity"/>.</summary>
    public EntityDefinition? Entity { get; init; }
}

/// <summary>A yes/no question about a conversation.</summary>
/// <param name="Text">The question as people ask it.</param>
/// <param name="Phrases">Phrases that answer it without a model (an extension of ours), or null where only a model can answer.</param>
internal sealed record QuestionDefinition(string Text, AnswerPhrases? Phrases);

/// <summary>Phrases that answer a question by being said, compared by word stems.</summary>
/// <param name="Yes">Any of these said answers Yes.</param>
/// <param name="No">Any of these said answers No.</param>
internal sealed record AnswerPhrases(IReadOnlyList<string> Yes, IReadOnlyList<string> No);

/// <summary>A kind of value to find.</summary>
/// <param name="Name">What the value is called, as in "account number".</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="Examples">Values of the kind; may be empty.</param>
internal sealed record EntityDefinition(string Name, string Description, IReadOnlyList<string> Examples);

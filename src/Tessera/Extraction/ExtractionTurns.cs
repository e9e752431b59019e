using Tessera.Jobs;
using Tessera.Llm;

namespace Tessera.Extraction;

/// <summary>What a field without an answer means for the job that asked.</summary>
internal static class ExtractionTurns
{
    /// <summary>How the turn ends: waiting, where the model or the budget is the reason; an attempt, where this conversation may be.</summary>
    public static JobTurn Of(StructuredDataValue open)
    {
        var reason = $"The field {open.FieldId} has no answer now: {open.Extracted.Reason}";
        return open.Extracted.Fault is ModelFault.Parked or ModelFault.NoBudget or ModelFault.Busy
            ? JobTurn.Parked(reason, open.Extracted.RetryAfter)
            : JobTurn.Retry(reason, open.Extracted.RetryAfter);
    }
}

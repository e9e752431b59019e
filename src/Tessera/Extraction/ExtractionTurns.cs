using Tessera.Conversations;
using Tessera.Data;
using Tessera.Jobs;
using Tessera.Llm;

namespace Tessera.Extraction;

/// <summary>Extraction within the turns of jobs.</summary>
internal sealed partial class ExtractionTurns(
    ConversationStore conversations, StructuredDataService service, ILogger<ExtractionTurns> logger)
{
    /// <summary>
    /// How a turn ends for a field without an answer: waiting, where the model or the budget is the reason; an attempt, where this
    /// conversation may be.
    /// </summary>
    public static JobTurn Of(StructuredDataValue open)
    {
        var reason = $"The field {open.FieldId} has no answer: {open.Extracted.Reason}";
        return open.Extracted.Fault is ModelFault.Parked or ModelFault.NoBudget or ModelFault.Busy
            ? JobTurn.Parked(reason, open.Extracted.RetryAfter)
            : JobTurn.Retry(reason, open.Extracted.RetryAfter);
    }

    /// <summary>
    /// Extracts one of a stint's conversations, if it is still there, and keeps the set. Where it has none for a reason that may be its
    /// own, that is noted as its trouble; where the model or the budget is the reason, the stint ends.
    /// </summary>
    public async ValueTask ExtractAsync(
        JobStint stint, string conversationId, Func<ExtractionRequest, ExtractionRequest> ask, Func<StructuredDataSet, Task> keep,
        Func<string, Task> trouble, CancellationToken cancellationToken)
    {
        var job = stint.Lease.Job;
        try
        {
            if (conversations.Find(job.Workspace, conversationId) is not { } conversation) return;
            var set = await service.ExtractAsync(
                ask(new ExtractionRequest(job.Workspace, conversation) { JobId = job.Id }), cancellationToken);
            var ended = set.Open is { } open ? Of(open) : null;
            if (ended is null) await keep(set);
            else if (ended.Kind == JobTurnKind.Retry) await trouble(ended.Reason!);
            else stint.End(ended);
        }
#pragma warning disable CA1031 // One conversation that can't be read, for whatever reason, doesn't keep the others from it.
        catch (Exception failure) when (failure is not (
            OperationCanceledException or LeaseLostException or WritesStoppedException or System.Data.Common.DbException))
#pragma warning restore CA1031
        {
            NotExtracted(logger, conversationId, job.Id, job.Kind, failure);
            await trouble("It could not be extracted; the server's log has the details.");
        }
    }

    [LoggerMessage(LogLevel.Error, "The conversation {ConversationId} could not be extracted in a turn of job {JobId} ({Kind}).")]
    static partial void NotExtracted(ILogger logger, string conversationId, string jobId, JobKind kind, Exception exception);
}

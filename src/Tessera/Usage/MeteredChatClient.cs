using Microsoft.Extensions.AI;
using Tessera.Extraction.Models;
using Tessera.Llm;

namespace Tessera.Usage;

/// <summary>A model's client whose every call is paid for: reserved in the budget before, written into the ledger after.</summary>
internal sealed class MeteredChatClient(
    IChatClient inner, ModelOptions model, ICallAccount ledger, ModelPurpose purpose, TimeProvider clock) : IChatClient
{
    long _tokens;

    /// <summary>The tokens its calls have used so far.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages.ToList();
        var prompt = PromptTokens(asked);
        var reservation = ledger.Reserve(purpose.Workspace, Spending.Of(model, prompt, options?.MaxOutputTokens ?? model.MaxTokens));
        var begun = clock.GetTimestamp();
        ModelFault? fault = ModelFault.Unavailable;
        UsageDetails? usage = null;
        long? said = null;
        try
        {
            var response = await inner.GetResponseAsync(asked, options, cancellationToken);
            (fault, usage, said) = (null, response.Usage, TranscriptParts.Tokens(response.Text));
            return response;
        }
        catch (OperationCanceledException)
        {
            fault = ModelFault.Cancelled;
            throw;
        }
        catch (ModelException failure)
        {
            (fault, usage) = (failure.Fault, failure.Usage);
            throw;
        }
        finally
        {
            // A server that answered was paid, also where it doesn't say how much; one that failed is believed to have charged nothing.
            var spent = Spending.Of(
                model, usage?.InputTokenCount ?? (said is null ? 0 : prompt), usage?.OutputTokenCount ?? said ?? 0);
            Interlocked.Add(ref _tokens, spent.Tokens);
            await ledger.SettleAsync(reservation, new ModelCallRecord
            {
                Purpose = purpose,
                Model = model.Model,
                At = clock.GetUtcNow(),
                Fault = fault,
                Spent = spent,
                Estimated = said is not null && (usage?.InputTokenCount is null || usage.OutputTokenCount is null),
                Took = clock.GetElapsedTime(begun),
            });
        }
    }

    /// <summary>The tokens of a prompt, at most, by a cautious estimate.</summary>
    public static int PromptTokens(IEnumerable<ChatMessage> prompt) =>
        prompt.Sum(message => TranscriptParts.Tokens(message.Text) + TokensOfAFrame);

    /// <summary>Not metered, so not allowed: nobody would pay.</summary>
    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A metered client answers in one piece.");

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    /// <summary>The client underneath serves others too.</summary>
    public void Dispose()
    {
    }

    /// <summary>What role and separators of a message take.</summary>
    const int TokensOfAFrame = 8;
}

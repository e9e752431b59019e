using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Tessera.Llm;

/// <summary>
/// Any server that speaks OpenAI's chat completions: OpenAI, Azure, Ollama, vLLM, llama.cpp, LM Studio and others. Texts go in and out;
/// tools, images and sound don't. Failures are <see cref="ModelException"/>s.
/// </summary>
internal sealed class OpenAiCompatibleChatClient : IChatClient
{
    readonly ModelOptions _options;
    readonly ModelServer _server;

    // The strictest format the server is known or hoped to take.
    volatile AnswerFormat _format;

    public OpenAiCompatibleChatClient(ModelOptions options, TimeProvider clock)
    {
        (_options, _format) = (options, options.Format);
        _server = new ModelServer(options, clock);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_options.Stream)
            return await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
        return await InFormatAsync(options, async format =>
        {
            var body = ChatRequestWriter.Write(_options, messages, options, format, stream: false);
            return await _server.AskAsync(
                body,
                async call =>
                {
                    using (call) return ChatAnswerReader.Read(await call.ReadAsync());
                },
                cancellationToken);
        });
    }

    /// <summary>The answer in parts. It is repeated only until its first byte has come.</summary>
    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var call = await InFormatAsync(options, format =>
        {
            var body = ChatRequestWriter.Write(_options, messages, options, format, stream: true);
            return _server.AskAsync(body, Task.FromResult, cancellationToken);
        });
        if (!call.IsStream)
        {
            foreach (var update in ChatAnswerReader.Read(await call.ReadAsync()).ToChatResponseUpdates()) yield return update;
            yield break;
        }

        var ended = false;
        await foreach (var data in call.EventsAsync(cancellationToken))
        {
            if (ChatAnswerReader.ReadUpdate(data) is not { } update) continue;
            ended |= update.FinishReason is not null;
            yield return update;
        }

        if (!ended)
            throw new ModelException(
                ModelFault.Unreadable, "The model's answer was cut off: no part of it says that it ends.")
            { Status = 200 };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return new ChatClientMetadata("openai-compatible", _options.Url, _options.Model);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    /// <summary>
    /// Asks in the strictest format that the server takes: where one is refused, the next is tried, and kept when it works.
    /// </summary>
    async Task<T> InFormatAsync<T>(ChatOptions? options, Func<AnswerFormat, Task<T>> ask)
    {
        var format = _format;
        while (true)
        {
            try
            {
                var answer = await ask(format);
                if (format > _format) _format = format;
                return answer;
            }
            catch (ModelException refusal) when (
                refusal is { Fault: ModelFault.Refused, Status: 400 or 415 or 422 or 501 }
                && options?.ResponseFormat is ChatResponseFormatJson && format < AnswerFormat.Text)
            {
                format++;
            }
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Tessera.Llm;

/// <summary>
/// The HTTP side of a model: so many calls at once and in a minute, attempts repeated where that helps, and no calls at all for a while
/// when the server keeps failing. A 4xx other than 408 and 429 is never repeated.
/// </summary>
internal sealed class ModelServer : IDisposable
{
    /// <summary>A server that asks to wait longer isn't waited for: the caller is told when to come again.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    readonly ModelOptions _options;
    readonly TimeProvider _clock;
    readonly HttpClient _http;
    readonly ResiliencePipeline _pipeline;
    readonly ConcurrencyLimiter _atOnce;
    readonly SlidingWindowRateLimiter? _aMinute;

    public ModelServer(ModelOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _pipeline = Pipeline(options, clock);
        _atOnce = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = options.Concurrency, QueueLimit = int.MaxValue });
        if (options.RequestsPerMinute > 0)
        {
            _aMinute = new SlidingWindowRateLimiter(new SlidingWindowRateLimiterOptions
            {
                PermitLimit = options.RequestsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 60,
                QueueLimit = int.MaxValue,
            });
        }
    }

    /// <summary>
    /// Sends a request and gives what <paramref name="read"/> makes of the answer; both are repeated when they fail in a way that may pass.
    /// </summary>
    /// <exception cref="ModelException">There is no answer, after all attempts.</exception>
    public async Task<T> AskAsync<T>(ReadOnlyMemory<byte> body, Func<ModelCall, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await read(await BeginAsync(body, token)), cancellationToken);
        }
        catch (BrokenCircuitException cause)
        {
            throw new ModelException(
                ModelFault.Parked, $"{_options} failed too often and isn't called for a while.", cause)
            { RetryAfter = cause.RetryAfter };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _atOnce.Dispose();
        _aMinute?.Dispose();
    }

    internal static ModelException TimedOut(ModelOptions options, Exception cause) =>
        new(ModelFault.Timeout, $"{options} gave no whole answer within {options.Timeout.TotalSeconds:0} s.", cause);

    /// <summary>Sends the request once. The caller disposes what it gives.</summary>
    async Task<ModelCall> BeginAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var permit = await PermitAsync(cancellationToken);
        var time = new CancellationTokenSource(_options.Timeout, _clock);
        var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        HttpResponseMessage? response = null;
        try
        {
            using var request = Request(body);
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var stream = new BoundedStream(
                await response.Content.ReadAsStreamAsync(either.Token),
                _options.MaxAnswerBytes,
                () => new ModelException(
                    ModelFault.Unreadable,
                    $"The model's answer is longer than {_options.MaxAnswerBytes} bytes.")
                { Status = (int)response.StatusCode });
            var call = new ModelCall(_options, response, stream, either, new Released(permit, time), cancellationToken);
            return response.IsSuccessStatusCode ? call : throw await RefusalAsync(response, call);
        }
        catch (Exception cause)
        {
            response?.Dispose();
            either.Dispose();
            time.Dispose();
            permit.Dispose();
            throw cause switch
            {
                OperationCanceledException when !cancellationToken.IsCancellationRequested => TimedOut(_options, cause),
                HttpRequestException or IOException =>
                    new ModelException(ModelFault.Unavailable, $"{_options} can't be reached: {cause.Message}", cause),
                _ => cause,
            };
        }
    }

    async Task<RateLimitLease> PermitAsync(CancellationToken cancellationToken)
    {
        if (_aMinute is not null) (await _aMinute.AcquireAsync(1, cancellationToken)).Dispose();
        return await _atOnce.AcquireAsync(1, cancellationToken);
    }

    HttpRequestMessage Request(ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _options.ChatUrl) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_options.Key is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in _options.Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    async Task<ModelException> RefusalAsync(HttpResponseMessage response, ModelCall call)
    {
        var words = ChatAnswerReader.ErrorText(await call.ReadAsync());
        var status = (int)response.StatusCode;
        var fault = status switch
        {
            408 => ModelFault.Timeout,
            429 => ModelFault.Busy,
            501 => ModelFault.Refused,
            >= 500 => ModelFault.Unavailable,
            _ => ModelFault.Refused,
        };
        // A server may repeat what it was sent, the key too.
        if (_options.Key is { } key) words = words.Replace(key, "…", StringComparison.Ordinal);
        var message = $"{_options} answered {status}{(words.Length > 0 ? $": {words}" : "")}";
        return new ModelException(fault, message) { Status = status, RetryAfter = RetryAfter(response) };
    }

    TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - _clock.GetUtcNow() : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    static ResiliencePipeline Pipeline(ModelOptions options, TimeProvider clock)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.FirstRetryAfter,
                MaxDelay = LongestWait,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<ModelException>(e => e.IsTransient && !(e.RetryAfter > LongestWait)),
                DelayGenerator = retry => ValueTask.FromResult((retry.Outcome.Exception as ModelException)?.RetryAfter),
            });
        }

        return pipeline
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.ParkAfter,
                SamplingDuration = TimeSpan.FromSeconds(60),
                BreakDuration = TimeSpan.FromSeconds(30),
                ShouldHandle = new PredicateBuilder().Handle<ModelException>(e => e.Fault is ModelFault.Timeout or ModelFault.Unavailable),
            })
            .Build();
    }

    sealed class Released(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}

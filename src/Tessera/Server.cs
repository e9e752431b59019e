using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Evaluations;
using Tessera.Evaluations.Cases;
using Tessera.Evaluations.Feedback;
using Tessera.Extraction;
using Tessera.Extraction.BackFills;
using Tessera.Extraction.Models;
using Tessera.Extraction.Policy;
using Tessera.Fetch;
using Tessera.Fields;
using Tessera.Idempotency;
using Tessera.Intents;
using Tessera.Jobs;
using Tessera.Limits;
using Tessera.Llm;
using Tessera.Markets;
using Tessera.Markets.Qualifying;
using Tessera.Markets.Qualifying.Evaluation;
using Tessera.Markets.Questions;
using Tessera.Markets.Watching;
using Tessera.OpenApi;
using Tessera.People;
using Tessera.Redaction;
using Tessera.Segments;
using Tessera.Usage;
using Tessera.Versions;
using Tessera.Vocabularies;
using Tessera.Wire;

namespace Tessera;

/// <summary>How the service is started.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where to listen; several, parted by semicolons.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Where files are kept.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>PostgreSQL's connection string, or null for SQLite in the data directory.</summary>
    public string? Database { get; init; }

    /// <summary>The language model, or null for none. The server disposes it.</summary>
    public LanguageModel? Model { get; init; }

    /// <summary>How much it takes.</summary>
    public ServerLimits Limits { get; init; } = new();

    /// <summary>What time it is.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hosts inside that pages may be fetched from, as <c>host</c> or <c>host:port</c>; none by default.</summary>
    public IReadOnlyList<string> AllowFetch { get; init; } = [];

    /// <summary>The lowest level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
}

/// <summary>Another process serves this database, so this one can't.</summary>
internal sealed class DatabaseInUseException(string message) : Exception(message);

/// <summary>The service: one process that holds the database, its writer and its indexes, and answers HTTP.</summary>
internal static class Server
{
    /// <summary>
    /// Opens the database, claims it, fills the indexes and maps every endpoint. The application is the caller's to run and dispose.
    /// </summary>
    /// <exception cref="DatabaseInUseException">Another process serves the database.</exception>
    /// <exception cref="MigrationException">The schema is newer than this program.</exception>
    public static async Task<WebApplication> CreateAsync(ServerOptions options, CancellationToken cancellationToken = default)
    {
        var database = Database.Open(options.DataDirectory, options.Database);
        if (!database.TryClaim())
        {
            throw new DatabaseInUseException(options.Database is null
                ? $"Another Tessera process is using the data directory {Path.GetFullPath(options.DataDirectory)}."
                : "Another Tessera process is serving this PostgreSQL database.");
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options.Limits));
        AddServices(builder.Services, database, options.Clock);
        builder.Services.AddSingleton(_ => options.Model ?? new LanguageModel());
        builder.Services.AddSingleton(options.Limits);
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton<IdempotencyMiddleware>();
        builder.Services.AddHostedService<IdempotencySweep>();
        builder.Services.AddSingleton<JobTurns>();
        builder.Services.AddSingleton<ExtractionTurns>();
        builder.Services.AddSingleton<BackFillEstimation>();
        builder.Services.AddSingleton<IJobHandler, BackFillRun>();
        builder.Services.AddSingleton<IJobHandler, ConversationEndRun>();
        builder.Services.AddSingleton<IJobHandler, WatchRun>();
        builder.Services.AddHostedService<JobRunner>();
        builder.Services.AddHostedService<WatchWaking>();
        AddEvaluations(builder.Services);
        AddMarkets(builder.Services, new FetchAllowList(options.AllowFetch));
        var app = builder.Build();
        Map(app);
        // Made here, so that what keeps it from writing is told at the start.
        app.Services.GetRequiredService<WriteQueue>();
        await app.Services.GetRequiredService<LiveWorkspaces>()
            .BeginAsync([.. app.Services.GetRequiredService<AccessKeyStore>().Workspaces().Select(w => w.Id)]);
        app.Services.GetRequiredService<IntentTraining>().Start();
        return app;
    }

    /// <summary>The services that work on a database, with or without HTTP before them.</summary>
    public static void AddServices(IServiceCollection services, Database database, TimeProvider clock)
    {
        services.AddSingleton(clock);
        // By a factory, so that the container disposes it: last, as everything else is made after it.
        services.AddSingleton(_ => database);
        services.AddSingleton<WriteQueue>();
        services.AddSingleton<LiveWorkspaces>();
        services.AddSingleton<AccessKeyStore>();
        services.AddSingleton<Authentication>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<DefinitionVersions>();
        services.AddSingleton<IdempotentRequests>();
        services.AddSingleton<SegmentStore>();
        services.AddSingleton<FieldStore>();
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<PersonStore>();
        services.AddSingleton<MetadataStore>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<IntentClassifiers>();
        services.AddSingleton<IntentAssignment>();
        services.AddSingleton<IntentTraining>();
        services.AddSingleton<IntentStore>();
        services.AddSingleton<ConversationIntents>();
        services.AddSingleton<Importer>();
        services.AddSingleton<RedactionStore>();
        services.AddSingleton<Redactor>();
        services.AddSingleton<VocabularyStore>();
        services.AddSingleton<StructuredDataStore>();
        services.AddSingleton<StructuredDataService>();
        services.AddSingleton<FieldExtraction>();
        services.AddSingleton<WatchStore>();
        services.AddSingleton<FitStore>();
        services.AddSingleton<QuestionExtraction>();
        services.AddSingleton<Qualifier>();
        services.AddSingleton<KnownAnswers>();
        services.AddSingleton<MarketModel>();
        services.AddSingleton<ExtractionPolicyStore>();
        services.AddSingleton<ExtractionCache>();
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<IExtractor, BuiltInExtractor>();
        services.AddSingleton<JobCalendar>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<ConversationEnding>();
        ApiDocuments.AddTo(services);
    }

    static void AddEvaluations(IServiceCollection services)
    {
        services.AddSingleton<FeedbackStore>();
        services.AddSingleton<CaseStore>();
        services.AddSingleton<CaseImport>();
        services.AddSingleton<CaseTranscripts>();
        services.AddSingleton<EvaluationStore>();
        services.AddSingleton<EvaluationPlanning>();
        services.AddSingleton<IJobHandler, EvaluationRun>();
    }

    /// <summary>The services of market segments, which beside a database need a model, or to be told that there is none.</summary>
    public static void AddMarkets(IServiceCollection services, FetchAllowList allowed)
    {
        services.AddSingleton(allowed);
        services.AddSingleton<HostResolver>((host, cancellationToken) => System.Net.Dns.GetHostAddressesAsync(host, cancellationToken));
        services.AddSingleton(new FetchLimits());
        services.AddSingleton<PageFetcher>();
        services.AddSingleton<MarketStore>();
        services.AddSingleton<ResourceStore>();
        services.AddSingleton<CompanyStore>();
        services.AddSingleton<SourceReader>();
        services.AddSingleton<SegmentGeneration>();
        services.AddSingleton<MarketWatching>();
        services.AddSingleton<SegmentMatching>();
        services.AddSingleton<QualificationEvaluation>();
    }

    static void Map(WebApplication app)
    {
        app.Use((http, next) => RequestIds.Middleware(http, next));
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = AsappEnvelope.Unexpected,
                SuppressDiagnosticsCallback = mishap => mishap.Exception is Microsoft.AspNetCore.Http.BadHttpRequestException,
            });
        app.UseStatusCodePages(AsappEnvelope.BareAnswers);
        app.UseRouting();
        var authentication = app.Services.GetRequiredService<Authentication>();
        app.Use((http, next) => authentication.Middleware(http, next));
        var rates = app.Services.GetRequiredService<RateLimits>();
        app.Use((http, next) => rates.Middleware(http, next));
        var idempotency = app.Services.GetRequiredService<IdempotencyMiddleware>();
        app.Use((http, next) => idempotency.Middleware(http, next));
        app.MapHealth();
        app.MapDocs();
        app.MapSegments();
        app.MapSegmentAnalysis();
        app.MapSegmentComparison();
        app.MapValues();
        app.MapSegmentVersions();
        app.MapFields();
        app.MapFieldVersions();
        app.MapRedaction();
        app.MapVocabularies();
        app.MapMetadata();
        app.MapPeople();
        app.MapConversations();
        app.MapMessages();
        app.MapStructuredData();
        app.MapExtractionPolicy();
        app.MapUsage();
        app.MapJobs();
        app.MapBackFills();
        app.MapConversationEnd();
        app.MapFeedback();
        app.MapLabelledCases();
        app.MapEvaluations();
        app.MapIntents();
        app.MapIntentClassifier();
        app.MapConversationIntents();
        app.MapImport();
        app.MapAudit();
        app.MapMarketSegments();
        app.MapNativeSegments();
        app.MapQuestions();
        app.MapWatching();
        app.MapQualification();
        app.MapQualificationEvaluation();
        app.MapQualifyCompany();
        app.MapOfferings();
        app.MapBrandVoices();
        app.MapResources();
        app.MapOctaveWorkspace();
    }

    static void Limit(KestrelServerOptions kestrel, ServerLimits limits)
    {
        kestrel.AddServerHeader = false;
        // The endpoints refuse with their own limits and envelope. What is up to this wall is read to its end all the same, so that
        // the client hears why; beyond it the connection is cut.
        kestrel.Limits.MaxRequestBodySize = 8L * Math.Max(limits.BodyBytes, limits.BatchBytes);
        kestrel.Limits.MinRequestBodyDataRate = limits.BodyRate == 0 ? null : new MinDataRate(limits.BodyRate, TimeSpan.FromSeconds(5));
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = limits.HeaderCount;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(limits.IdleSeconds);
        kestrel.Limits.MaxConcurrentConnections = limits.Connections == 0 ? null : limits.Connections;
    }
}

using Tessera.Access;
using Tessera.Audit;
using Tessera.Markets.Drafting;
using Tessera.Markets.Questions;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>The segments of a generation, and what its answer says of how they were made.</summary>
/// <param name="Segments">In the order of the request.</param>
/// <param name="Message">How they were made.</param>
/// <param name="Tokens">What a model used for them.</param>
internal sealed record Generated(List<MarketEntity> Segments, string Message, long Tokens);

/// <summary>From a request to stored drafts: reads every source, drafts, applies the voice, keeps all or none.</summary>
internal sealed class SegmentGeneration(MarketStore store, CompanyStore companies, SourceReader reader, MarketModel model)
{
    /// <summary>
    /// Drafts the segments in their order; 400 where a source can't be read, 503 where there is a model that can't be asked now. Then none
    /// is kept, and for a call that can't succeed no model is asked.
    /// </summary>
    public async Task<Result<Generated>> RunAsync(
        WorkspaceId workspace, Author author, GenerateInput input, CancellationToken cancellationToken)
    {
        if (store.UnknownOffering(workspace, input.Linking) is { } unknown) return unknown;
        var offering = input.Linking.Primary is { } primary ? store.Find(workspace, primary, MarketKind.Product, MarketKind.Service) : null;
        var voice = input.BrandVoice is { } named
            ? store.Find(workspace, named, MarketKind.BrandVoice)
            : store.DefaultBrandVoice(workspace);
        var read = await ReadAsync(workspace, input, cancellationToken);
        if (read.Problem is { } unreadable) return unreadable;
        using var client = model.For(workspace, []);
        var report = new GenerationReport(client is null ? null : model.Options.Model);
        var (drafts, others) = (new List<NewEntity>(), store.ActiveSegments(workspace));
        foreach (var (i, item) in input.Segments.Index())
        {
            var request = new DraftRequest(
                item.Name, read.Value![i], Context(workspace, offering))
            {
                Voice = voice?.Content.ToJsonString(Json.Options) ?? "",
                Others = others
            };
            var made = client is null
                ? new ModelDraft(ExtractiveDrafter.Draft(request), 0, null, true)
                : await new ModelDrafter(client, model.Options).DraftAsync(request, cancellationToken);
            if (made.Problem is { } unavailable) return unavailable;
            var entity = Entity(BrandVoiceRules.Apply(made.Value!.Draft, voice));
            report.Add(i + 1, made.Value!, !entity.Unrecognized && !QuestionChecks.AreStrong(entity.Questions, others));
            drafts.Add(new NewEntity(entity, read.Value![i]));
            // The segments of one call are to differ from each other too.
            if (!entity.Unrecognized) others.Add(entity);
        }

        var kept = await store.CreateAsync(workspace, author, drafts, input.Linking, cancellationToken);
        if (kept.Problem is { } problem) return problem;
        return new Generated(kept.Value!, Message(workspace, input, voice, report), client?.Tokens ?? 0);
    }

    // All of them before any model is paid: a source that can't be read fails the call.
    async Task<Result<List<List<ReadSource>>>> ReadAsync(WorkspaceId workspace, GenerateInput input, CancellationToken cancellationToken)
    {
        var all = new List<List<ReadSource>>();
        foreach (var item in input.Segments)
        {
            var sources = new List<ReadSource>();
            foreach (var source in item.Sources)
            {
                var read = await reader.ReadAsync(workspace, source, cancellationToken);
                if (read.Problem is { } unreadable) return unreadable;
                sources.Add(read.Value!);
            }

            all.Add(sources);
        }

        return all;
    }

    string Message(WorkspaceId workspace, GenerateInput input, MarketEntity? voice, GenerationReport report)
    {
        var sentences = new List<string>(report.Sentences());
        if (MarketHandlers.UnknownPrimary(store, workspace, input.Linking) is { } noOffering) sentences.Add(noOffering);
        if (voice is null && input.BrandVoice is { } unknown) sentences.Add($"There is no brand voice {unknown}; none was applied.");
        if (voice is not null && !report.UsedModel)
            sentences.Add("Of the brand voice, vocabulary and substitutions were applied; its tone needs a model.");
        return string.Join(' ', sentences);
    }

    // What the segments are for: the offering, or else the workspace's company.
    string Context(WorkspaceId workspace, MarketEntity? offering)
    {
        if (offering is not null) return $"{offering.Description} {offering.Content.ToJsonString(Json.Options)}";
        return companies.Find(workspace) is { } company ? $"{company.Description} {company.Content.ToJsonString(Json.Options)}" : "";
    }

    static MarketEntity Entity(SegmentDraft draft) => new()
    {
        Kind = MarketKind.Segment,
        OId = MarketIds.New(MarketIds.Prefix(MarketKind.Segment)),
        Name = draft.Name,
        InternalName = draft.Name,
        Description = draft.Description,
        Content = draft.Content,
        Questions = draft.Questions,
        Citations = draft.Citations,
        Unrecognized = draft.Unrecognized,
        CreatedBy = "",
    };
}

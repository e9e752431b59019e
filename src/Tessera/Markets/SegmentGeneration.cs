using Tessera.Access;
using Tessera.Audit;
using Tessera.Markets.Drafting;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>The segments of a generation, and what its answer says of how they were made.</summary>
internal sealed record Generated(List<MarketEntity> Segments, string Message);

/// <summary>From a request to stored drafts: reads every source, drafts, applies the voice, keeps all or none.</summary>
internal sealed class SegmentGeneration(MarketStore store, CompanyStore companies, SourceReader reader)
{
    const string NoModel = "No model was used: the drafts are made of the sources' own sentences.";

    /// <summary>Drafts the segments in their order; 400 where a source can't be read, and then none is kept.</summary>
    public async Task<Result<Generated>> RunAsync(WorkspaceId workspace, Author author, GenerateInput input, CancellationToken cancellationToken)
    {
        var offering = input.Linking.Primary is { } primary ? store.Find(workspace, primary, MarketKind.Product, MarketKind.Service) : null;
        var voice = input.BrandVoice is { } named ? store.Find(workspace, named, MarketKind.BrandVoice) : store.DefaultBrandVoice(workspace);
        var context = Context(workspace, offering);
        var drafts = new List<NewEntity>();
        foreach (var item in input.Segments)
        {
            var sources = new List<ReadSource>();
            foreach (var source in item.Sources)
            {
                var read = await reader.ReadAsync(workspace, source, cancellationToken);
                if (read.Problem is { } unreadable) return unreadable;
                sources.Add(read.Value!);
            }

            var draft = BrandVoiceRules.Apply(ExtractiveDrafter.Draft(new DraftRequest(item.Name, sources, context)), voice);
            drafts.Add(new NewEntity(Entity(draft), sources));
        }

        var made = await store.CreateAsync(workspace, author, drafts, input.Linking, cancellationToken);
        if (made.Problem is { } problem) return problem;
        return new Generated(made.Value!, Message(workspace, input, voice));
    }

    string Message(WorkspaceId workspace, GenerateInput input, MarketEntity? voice)
    {
        var sentences = new List<string> { NoModel };
        if (MarketHandlers.UnknownPrimary(store, workspace, input.Linking) is { } noOffering) sentences.Add(noOffering);
        if (voice is null && input.BrandVoice is { } unknown) sentences.Add($"There is no brand voice {unknown}; none was applied.");
        if (voice is not null) sentences.Add("Of the brand voice, vocabulary and substitutions were applied; its tone needs a model.");
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

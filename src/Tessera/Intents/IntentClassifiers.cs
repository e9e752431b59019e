using System.Collections.Concurrent;
using Tessera.Access;

namespace Tessera.Intents;

/// <summary>
/// The classifier that each workspace has now. One is put in another's place on the writer's thread, so that a write sees one of the two.
/// </summary>
internal sealed class IntentClassifiers
{
    readonly ConcurrentDictionary<WorkspaceId, IntentClassifier> classifiers = new();

    /// <summary>The workspace's classifier, or null where none was trained yet.</summary>
    public IntentClassifier? Find(WorkspaceId workspace) => classifiers.GetValueOrDefault(workspace);

    /// <summary>Puts a classifier in the place of the one before.</summary>
    public void Set(WorkspaceId workspace, IntentClassifier classifier) => classifiers[workspace] = classifier;
}

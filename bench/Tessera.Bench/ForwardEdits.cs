namespace Tessera.Bench;
static class ForwardEdits { public static IReadOnlyList<ForwardResult> Measure(ForwardRun run) => []; }

namespace Tessera.Bench;
static class ForwardPeers { public static IEnumerable<ForwardResult> Measure(ForwardRun run) => []; }

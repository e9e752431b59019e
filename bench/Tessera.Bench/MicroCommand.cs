using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Tessera.Bench;

/// <summary>The paths where single instructions count, by BenchmarkDotNet.</summary>
static class MicroCommand
{
    public static Command Create()
    {
        var filter = new Option<string>("--filter")
        {
            Description = "Only benchmarks whose class is called so: Match, Query or Count.", HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        var quick = new Option<bool>("--quick") { Description = "Fewer and shorter rounds: a minute in all, and a wider error." };
        var command = new Command("micro", """
            Looking up a conversation's values, matching them, reading a query, evaluating it, and counting by one predicate.
            They run in this process, one after the other.

            Example: dotnet run --project bench/Tessera.Bench -c Release -- micro --filter Match
            """) { filter, quick };
        command.SetAction(parsed =>
        {
            var job = (parsed.GetValue(quick) ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
            var folder = Directory.CreateTempSubdirectory("tessera-micro-");
            var config = ManualConfig.CreateEmpty().AddJob(job).AddColumnProvider(DefaultColumnProviders.Instance)
                .AddLogger(ConsoleLogger.Default).WithArtifactsPath(folder.FullName);
            Type[] classes = [typeof(MatchBenchmarks), typeof(QueryBenchmarks), typeof(CountBenchmarks)];
            var chosen = Array.FindAll(
                classes, each => each.Name.StartsWith(parsed.GetValue(filter)!, StringComparison.OrdinalIgnoreCase));
            var failed = chosen.Length == 0;
            foreach (var each in chosen)
            {
                var summary = BenchmarkRunner.Run(each, config);
                failed |= summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success);
            }
            folder.Delete(recursive: true);
            return failed ? 1 : 0;
        });
        return command;
    }
}

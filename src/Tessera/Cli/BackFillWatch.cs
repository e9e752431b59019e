using System.Diagnostics;
using Tessera.Jobs;

namespace Tessera.Cli;

/// <summary>
/// Waits for a back-fill and shows how far it is: in one line that changes on a terminal, otherwise in a line whenever there is news.
/// </summary>
internal sealed class BackFillWatch(HttpClient client, TextWriter progress, bool isTerminal)
{
    const string Away = "The server doesn't answer; trying again.";

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // As long as a server may need to be started again.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    static readonly string[] Ends = [.. new[] { JobState.Done, JobState.Failed, JobState.Cancelled, JobState.Paused }.Select(JobNames.Of)];

    readonly Stopwatch sinceAnswer = Stopwatch.StartNew();
    string? news;

    /// <summary>Waits until it does nothing more of itself: it is done, failed, cancelled or paused.</summary>
    /// <exception cref="CommandFailedException">The server refuses to tell.</exception>
    public async Task WaitAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            while (await AskAsync(id, cancellationToken) is not { } job || !Ends.Contains(job.State))
                await Task.Delay(Pause, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await ClearAsync();
            await progress.WriteLineAsync($"The back-fill goes on. To see how it ends: tessera back-fill show {id} --wait");
            throw;
        }

        await ClearAsync();
    }

    /// <summary>The job, shown; null while the server can't be asked.</summary>
    async Task<JobResource?> AskAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var job = await client.GetAsync<JobResource>($"/v1/jobs/{id}", cancellationToken);
            sinceAnswer.Restart();
            if (isTerminal)
                await progress.WriteAsync(ProgressLine.Gone + ProgressLine.Of(Part(job), TextTable.Shorten(BackFillText.Short(job), 36)));
            else await TellAsync(BackFillText.Line(job), $"{job.State} {job.Reason} {(int)(Part(job) * 10)}");
            return job;
        }
        catch (Exception mishap) when (mishap is HttpRequestException or CommandFailedException { MayPass: true }
            && sinceAnswer.Elapsed < Patience)
        {
            if (isTerminal) await progress.WriteAsync(ProgressLine.Gone + ProgressLine.Of(null, Away));
            else await TellAsync(Away, Away);
            return null;
        }
    }

    static double Part(JobResource job) => job.Total is > 0 ? (double)(job.Done ?? 0) / job.Total.Value : 0;

    async Task TellAsync(string text, string newsNow)
    {
        if (news != newsNow) await progress.WriteLineAsync(text);
        news = newsNow;
    }

    Task ClearAsync() => isTerminal ? progress.WriteAsync(ProgressLine.Gone) : Task.CompletedTask;
}

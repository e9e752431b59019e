using Tessera.Extraction.Reading;

namespace Tessera.Redaction.Recognition;

/// <summary>Swear words of English and their forms, as whole words: no place and no class is one.</summary>
internal static class Profanity
{
    static readonly HashSet<string> Words = WordSet.Of("""
        arse arsehole arseholes ass asses asshat asshole assholes bastard bastards bitch bitches bitching bollocks bugger bullshit bullshitting
        clusterfuck cock cocks cocksucker crap crappy cunt cunts dickhead dickheads dipshit douche douchebag dumbass fuck fucked fucker fuckers
        fuckin fucking fuckin' fucks fuckup goddamn goddammit goddamnit horseshit jackass jackasses motherfucker motherfuckers motherfucking
        piss pissed pissing prick pricks pussy shit shite shithead shithole shits shitting shitty slut sluts tosser twat twats wanker wankers
        whore whores wtf stfu
        """);

    /// <summary>Adds every one of <paramref name="message"/>.</summary>
    public static void Find(ScannedMessage message)
    {
        foreach (var token in message.Tokens)
        {
            if (token.IsWord && Words.Contains(token.Lower)) message.Add(SensitiveKind.Profanity, token.Start, token.End);
        }
    }
}

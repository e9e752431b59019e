using System.Runtime.InteropServices;

namespace Tessera.Redaction.Recognition;

/// <summary>Words that say what a number or text beside them is.</summary>
/// <param name="Kind">What it is; null for anything that stays, as an order number.</param>
/// <param name="First">Its first token.</param>
/// <param name="End">One past its last token.</param>
/// <param name="Force">How it says so.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cue(SensitiveKind? Kind, int First, int End, CueForce Force);

/// <summary>How a cue says what it says.</summary>
internal enum CueForce : byte
{
    /// <summary>Plainly.</summary>
    Plain,

    /// <summary>Only beside a value: "which account is it?" asks for a number only where it says so.</summary>
    Beside,

    /// <summary>It speaks of the last digits alone: "ending in".</summary>
    Ending,
}

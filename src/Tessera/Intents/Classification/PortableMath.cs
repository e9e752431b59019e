namespace Tessera.Intents.Classification;

/// <summary>
/// Logarithm and exponential from additions, multiplications and divisions alone. Those are the same on every machine; the C library's
/// functions behind <see cref="Math"/> may differ in the last bit, and a trained model would with them.
/// </summary>
internal static class PortableMath
{
    const double Ln2 = 0.693147180559945309417;

    /// <summary>The natural logarithm of a positive, finite, normal number, to about 15 digits.</summary>
    public static double Log(double value)
    {
        var exponent = Math.ILogB(value);
        var mantissa = Math.ScaleB(value, -exponent);
        // ln m = 2 artanh((m - 1) / (m + 1)); for m from 1 to 2 the quotient is at most 1/3, and a term is a ninth of the one before.
        var quotient = (mantissa - 1) / (mantissa + 1);
        var square = quotient * quotient;
        var sum = 0.0;
        for (var n = 33; n >= 1; n -= 2) sum = sum * square + 1.0 / n;
        return exponent * Ln2 + 2 * quotient * sum;
    }

    /// <summary>e to the power of a number up to 700, to about 15 digits; 0 below -700.</summary>
    public static double Exp(double value)
    {
        if (value < -700) return 0;
        var halvings = (int)Math.Floor(value / Ln2 + 0.5);
        var rest = value - halvings * Ln2;
        var sum = 1.0;
        for (var n = 18; n >= 1; n--) sum = 1 + sum * rest / n;
        return Math.ScaleB(sum, halvings);
    }
}

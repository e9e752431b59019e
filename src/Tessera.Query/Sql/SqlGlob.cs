using System.Text;

namespace Tessera.Query.Sql;

/// <summary>Writes a pattern of LIKE as one of SQLite's GLOB, which heeds case: <c>*</c> any run, <c>?</c> one code point.</summary>
static class SqlGlob
{
    public static string Of(string pattern)
    {
        var glob = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '%':
                    glob.Append('*');
                    break;
                case '_':
                    glob.Append('?');
                    break;
                case '\\':
                    glob.Append(pattern[++i]);
                    break;
                case '*' or '?' or '[':
                    glob.Append('[').Append(pattern[i]).Append(']');
                    break;
                default:
                    glob.Append(pattern[i]);
                    break;
            }
        }
        return glob.ToString();
    }
}

namespace Tessera.Query.Sql;

/// <summary>Whose SQL is written.</summary>
public enum SqlDialect
{
    /// <summary>SQLite from 3.35 on, with its JSON functions.</summary>
    Sqlite = 1,

    /// <summary>PostgreSQL from 13 on, with a database in UTF-8.</summary>
    PostgreSql = 2,
}

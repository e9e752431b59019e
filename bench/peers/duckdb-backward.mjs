// Counts each query over the rows of a file with DuckDB, as text columns of a database file, with two threads.
// node duckdb-backward.mjs rows.csv queries.json database.duckdb: prints {"version", "loadSeconds", "results": [{"count", "milliseconds"}]}.
import { readFileSync } from "node:fs";
import { DuckDBInstance, version } from "@duckdb/node-api";

const [rows, queries, database] = process.argv.slice(2);
const warmUps = 1, rounds = 5;

const instance = await DuckDBInstance.create(database, { threads: "2" });
const connection = await instance.connect();
const before = performance.now();
await connection.run(`CREATE TABLE conversation AS SELECT * FROM read_csv('${rows}', header = true, all_varchar = true)`);
await connection.run("CHECKPOINT");
const loadSeconds = (performance.now() - before) / 1000;

const results = [];
for (const query of JSON.parse(readFileSync(queries, "utf8"))) {
    const times = [];
    let count;
    const statement = await connection.prepare(`SELECT count(*) FROM conversation WHERE ${query}`);
    for (let round = 0; round < warmUps + rounds; round++) {
        const start = performance.now();
        const reader = await statement.runAndReadAll();
        if (round >= warmUps) times.push(performance.now() - start);
        count = Number(reader.getRows()[0][0]);
    }
    times.sort((a, b) => a - b);
    results.push({ count, milliseconds: times[times.length >> 1] });
}
console.log(JSON.stringify({ version: version(), loadSeconds, results }));

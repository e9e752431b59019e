// Matches the conversations of a workload against its segments, each a rule of json-rules-engine, and prints what the benchmark prints of
// each way. Called by bench/Tessera.Bench: node json-rules-engine.mjs workload.json
import { readFileSync } from 'node:fs';
import { Engine, Rule } from 'json-rules-engine';

const { conditions, conversations } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const engine = new Engine();
conditions.forEach((condition, number) => engine.addRule(new Rule({ conditions: condition, event: { type: 'match', params: { number } } })));

const mask = (1n << 64n) - 1n;
function mix(value) {
  value = ((value ^ (value >> 30n)) * 0xBF58476D1CE4E5B9n) & mask;
  value = ((value ^ (value >> 27n)) * 0x94D049BB133111EBn) & mask;
  return value ^ (value >> 31n);
}

let hash = 0n;
let matches = 0;
for (let i = 0; i < conversations.length; i++) {
  const { events } = await engine.run(conversations[i]);
  matches += events.length;
  for (const event of events) hash = (hash + mix((BigInt(i) << 32n) | BigInt(event.params.number))) & mask;
}

const times = [];
const cpu = process.cpuUsage();
for (const conversation of conversations) {
  const start = process.hrtime.bigint();
  await engine.run(conversation);
  times.push(Number(process.hrtime.bigint() - start) / 1000);
}
const { user, system } = process.cpuUsage(cpu);
times.sort((a, b) => a - b);
console.log(JSON.stringify({
  way: 'json-rules-engine (node)',
  cpuMicroseconds: (user + system) / conversations.length,
  p50Microseconds: times[Math.floor(times.length * 0.5)],
  p99Microseconds: times[Math.floor(times.length * 0.99)],
  matches: matches / conversations.length,
  conversations: conversations.length,
  hash: hash.toString(16).padStart(16, '0'),
}));

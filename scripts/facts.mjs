// Writes docs/facts.md from the catalog of the built sources.
import { writeFileSync } from 'node:fs';
import { build } from './build.mjs';

if ((await build()) !== 0) process.exit(1);
const { factsPage } = await import('../dist/src/adapters/facts-page.js');

writeFileSync(new URL('../docs/facts.md', import.meta.url), factsPage());
console.log('docs/facts.md is current.');

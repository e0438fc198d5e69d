// Writes docs/facts.md from the catalog of the built sources.
import { writeFileSync } from 'node:fs';
import { factsPage } from '../dist/src/adapters/facts-page.js';

writeFileSync(new URL('../docs/facts.md', import.meta.url), factsPage());
console.log('docs/facts.md is current.');

// Writes the pages that are made from the code, from the built sources.
import { writeFileSync } from 'node:fs';
import { build } from './build.mjs';

if ((await build({ only: 'the server' })) !== 0) process.exit(1);
const { pages } = await import('../dist/src/reference/pages.js');

for (const [file, page] of Object.entries(pages)) {
  writeFileSync(new URL(`../${file}`, import.meta.url), page());
  console.log(`${file} is current.`);
}

// `npm run bench -- [NAME …]`, `npm run pictures` and `npm run chaos -- [KILLS | power [CUTS] | damage [ROUNDS]]`: installs and builds what is
// missing, then measures or breaks.
import { build } from './build.mjs';
import { installWhatIsMissing } from './install.mjs';
import { giveUp, needNode, runNode } from './steps.mjs';

const [first, ...rest] = process.argv.slice(2);
const isChaos = first === '--chaos';

needNode();
await installWhatIsMissing();
if ((await build()) !== 0) giveUp('The build failed; the reason is above.');
if (first === '--pictures') process.exitCode = await runNode('dist/bench/pictures.js', []);
else if (!isChaos) process.exitCode = await runNode('dist/bench/main.js', process.argv.slice(2));
else if (rest[0] === 'power') process.exitCode = await runNode('dist/bench/power-main.js', rest.slice(1));
else process.exitCode = await runNode('dist/bench/chaos-main.js', rest);

// How vitest runs for `scripts/mutants.mjs`, which names the specs: modules are loaded once for all files of a run, and quick
// files come first, since the first failure ends it.
import { readFileSync } from 'node:fs';
import { BaseSequencer } from 'vitest/node';

class QuickestFirst extends BaseSequencer {
  async sort(specs) {
    const files = await super.sort(specs);
    const took = ({ project, moduleId }) => {
      const key = `${project.name}:${moduleId.slice(project.config.root.length + 1)}`;
      return this.ctx.cache.getFileTestResults(key)?.duration ?? 0;
    };
    return files.reverse().sort((a, b) => took(a) - took(b));
  }
}

const include = JSON.parse(process.env.MANYHANDS_MUTANT_SPECS);
const hasProperties = include.some((file) => readFileSync(file, 'utf8').includes("'fast-check'"));

export default {
  test: {
    include,
    setupFiles: hasProperties ? ['scripts/mutants.setup.mjs'] : [],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    isolate: false,
    sequence: { sequencer: QuickestFirst },
  },
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docs, titleOfDoc } from '../adapters/gateway/reading/doc-list.ts';
import { packageFolder } from '../adapters/package.ts';

const textOf = (file: string) => readFileSync(join(packageFolder, file), 'utf8');

/** The map of the documentation for programs that read, in the form of https://llmstxt.org. */
export function llmsPage(): string {
  const [title = '', summary = ''] = textOf('README.md').split('\n\n');
  const parts = Object.entries(docs).map(([heading, ofPart]) => {
    const lines = ofPart.map(({ file, says }) => `- [${titleOfDoc(textOf(file))}](${file}): ${says}`);
    return `## ${heading}\n\n${lines.join('\n')}\n`;
  });
  return `${title}

> ${summary.replaceAll('\n', ' ')}

Paths are those of the package; a running server has the same files below its address, as pages at \`/docs\`, and describes its
HTTP API at \`/api\` and \`/api/openapi.json\`.

${parts.join('\n')}`;
}

import { htmlText } from '../../tasks/html-text.ts';
import { anchorOf } from './anchors.ts';
import { curlLine } from './curl-line.ts';
import { boundsOf, type JsonSchema, shapeOf } from './json-shape.ts';
import { type OpenApiDocument, operationsIn, type Parameter, type PlacedOperation } from './openapi-document.ts';
import { readingPage } from './reading-page.ts';

const style = `
details{border:1px solid var(--line);border-radius:.5rem;background:var(--card);margin:.5rem 0}
summary{cursor:pointer;padding:.5rem .875rem}summary code{font-weight:600}.says{display:block;color:var(--quiet)}
details>div{padding:0 .875rem .875rem}details pre{background:var(--paper)}
h3{font-size:1rem;margin:1rem 0 .25rem}
.method{display:inline-block;min-width:3.5rem;font:600 .8125rem/1.4 ui-monospace,monospace}
`;

type Settings = {
  /** The origin in the lines to paste. */
  origin: string;
  /** Whether callers of this origin have to send a token. */
  needsToken: boolean;
};

const code = (text: string) => `<code>${htmlText(text)}</code>`;
const block = (text: string, label: string) =>
  `<pre tabindex="0" role="region" aria-label="${htmlText(label)}"><code>${htmlText(text)}</code></pre>`;
const titleOf = (tag: string) => (tag === 'Mephisto' ? 'As Mephisto’s review app' : tag);

/** The API as a page to read, from the OpenAPI document alone. */
export function apiPage(document: OpenApiDocument, settings: Settings): string {
  const operations = operationsIn(document);
  // What was made for the scripts of others comes last.
  const names = document.tags.map(({ name }) => name);
  const tags = [...names.filter((name) => name !== 'Mephisto'), ...names.filter((name) => name === 'Mephisto')];
  const parts = tags.map((tag) => {
    const own = operations.filter((operation) => operation.tags.includes(tag));
    return `<h2 id="${anchorOf(tag)}">${htmlText(titleOf(tag))}</h2>${own.map((one) => operationOf(one, settings)).join('')}`;
  });
  const links = tags.map((tag) => ({ href: `#${anchorOf(tag)}`, text: titleOf(tag) }));
  const text = `<h1>The API</h1>
<p>Every address of this server for programs, made from <a href="/api/openapi.json">/api/openapi.json</a> of version
${htmlText(document.info.version)}. How authentication, long lists, streams and errors work is in <a href="/docs/api">the documentation</a>; each code
of a refusal has its sentence in <a href="/docs/refusals">the list of refusals</a>. What a worker's page or a script sends to get a unit and to submit its
answer is in <a href="/docs/pages#a-page-of-your-own">the documentation of pages</a>. The lines can be pasted into a terminal; their ids are
examples${settings.needsToken ? ', and <code>MANYHANDS_TOKEN</code> has to be set' : ''}.</p>
${parts.join('\n')}`;
  return readingPage({ title: 'The API', at: '/api', beside: { API: links }, text, style });
}

function operationOf(operation: PlacedOperation, { origin, needsToken }: Settings): string {
  const { operationId, method, path, summary, description, parameters = [], requestBody, responses } = operation;
  const sent = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) =>
    typed(`Body${requestBody?.required ? '' : ', optional'}`, type, schema),
  );
  const replies = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([type, { schema }]) => typed(`Reply ${status}`, type, schema)),
    );
  const failure = responses.default?.content?.['application/json']?.schema;
  return `<details id="${htmlText(operationId)}"><summary><span class="method">${method}</span> ${code(path)}<span class="says">${htmlText(summary)}</span></summary><div>
<p class="quiet">${htmlText(description)} ${code(operationId)}</p>
${parametersOf(parameters)}${sent.join('')}${replies.join('')}${refusalsOf(responses, failure)}
<h3>In a terminal</h3>${block(curlLine(operation, origin, needsToken), `curl for ${operationId}`)}
</div></details>`;
}

const typed = (title: string, type: string, schema: JsonSchema): string =>
  `<h3>${title} <span class="quiet">${htmlText(type)}</span></h3>${/json|event-stream/.test(type) ? block(shapeOf(schema), title) : ''}`;

function parametersOf(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name, in: place, required, schema }) => {
    const about = [place === 'path' ? 'in the path' : required ? 'required' : '', boundsOf(schema)];
    return `<tr><td>${code(name)}</td><td>${code(shapeOf(schema))}</td><td>${htmlText(about.filter((one) => one !== '').join(', '))}</td></tr>`;
  });
  return `<h3>Parameters</h3><div class="wide" role="region" aria-label="Parameters" tabindex="0"><table><thead><tr><th>Name</th><th>Value</th><th>About</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function refusalsOf(responses: PlacedOperation['responses'], failure: JsonSchema | undefined): string {
  const lines = Object.entries(responses).flatMap(([status, { 'x-codes': codes }]) =>
    codes ? [`<li>${status}: ${codes.map(code).join(', ')}</li>`] : [],
  );
  const shape = failure ? ` <span class="quiet">${code(shapeOf(failure).replace(/\s+/g, ' '))}</span>` : '';
  return lines.length === 0 ? '' : `<h3>Refusals${shape}</h3><ul>${lines.join('')}</ul>`;
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import type { ChosenTexts } from '../../page-texts.ts';
import { htmlText } from '../../tasks/html-text.ts';
import { htmlPage } from '../http/html-page.ts';

type Keys = Pick<TaskConfig, 'task_title' | 'task_description'>;

/** Without an icon of its own, browsers ask for one. */
const head = '<link rel="icon" href="data:,">';

const style = `main{max-width:34rem;margin:0 auto;padding:12vh 1.25rem 3rem}h1{font-size:1.5rem;line-height:1.25}
form{display:grid;gap:.5rem;margin-top:1.5rem}label{font-weight:600}.help{color:var(--quiet);margin:0}
input,button{font:inherit;min-height:2.75rem;padding:.4rem .75rem;border-radius:.5rem;border:1px solid var(--quiet);background:var(--card);color:var(--ink)}
button{background:var(--link);color:var(--paper);border-color:transparent;font-weight:600;cursor:pointer}`;

/** Asks workers for their name before they open the page, which gives them a unit. The form leads there, so it needs no script. */
export function sendWelcome(
  request: FastifyRequest,
  reply: FastifyReply,
  { config, chosen, policy }: { config: Keys; chosen: ChosenTexts; policy: string },
) {
  const { task_title, task_description } = config;
  const { lang, dir, texts } = chosen;
  const { worker_id: _, ...query } = request.query as Record<string, string | string[]>;
  const others = Object.entries(query)
    .map(([name, value]) => `<input type="hidden" name="${htmlText(name)}" value="${htmlText(String(value))}">`)
    .join('');
  const text = (key: string) => htmlText(texts[key] ?? '');
  const body = `<main>
<h1 dir="auto">${htmlText(task_title)}</h1>
<p dir="auto">${htmlText(task_description)}</p>
<form action="./" method="get">${others}
<label for="name">${text('nameLabel')}</label>
<p class="help" id="help">${text('nameHelp')}</p>
<input id="name" name="worker_id" required maxlength="200" pattern=".*\\S.*" autocomplete="username" aria-describedby="help" title="${text('nameFault')}" dir="auto">
<button>${text('begin')}</button>
</form>
</main>`;
  return reply
    .headers({
      'cache-control': 'no-cache',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; ${policy}`,
      vary: 'accept-language',
    })
    .type('text/html; charset=utf-8')
    .send(htmlPage({ title: task_title, head, style, body, lang, dir }));
}

import { defaultsFor } from '../../../api/new-task.ts';
import { htmlText, jsonInScript } from '../html-text.ts';
import type { NewTask } from './new-task.ts';

const option = (label: string) =>
  `      <label><input type="radio" name="answer" value="${htmlText(label)}" required> ${htmlText(label)}</label>`;

/** A page of one's own: it asks for an item, shows it, and submits the answer. docs/pages.md explains each line. */
export const htmlPage = ({
  title,
  question = defaultsFor('html').question,
  labels,
  data,
}: NewTask): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${htmlText(title)}</title>
    <script src="wrap_crowd_source.js"></script>
  </head>
  <body>
    <h1>${htmlText(title)}</h1>
    <p id="item" aria-live="polite">One moment…</p>
    <form id="form" hidden>
      <p>${htmlText(question)}</p>
${labels.map(option).join('\n')}
      <button>Submit</button>
    </form>
    <p id="status" role="status"></p>
    <script type="module">
      const item = document.getElementById('item');
      const form = document.getElementById('form');
      const status = document.getElementById('status');
      const post = async (path, body) => {
        const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
        let response = await fetch(path, request).catch(() => undefined);
        // The same request counts once, so it can be sent until the server is there again.
        while (!response || response.status >= 500) {
          status.textContent = 'The server cannot be reached. Please keep this page open: it tries again by itself.';
          await new Promise((resolve) => setTimeout(resolve, 2000));
          response = await fetch(path, request).catch(() => undefined);
        }
        status.textContent = '';
        const reply = await response.json();
        if (!response.ok) throw new Error(reply.message);
        return reply;
      };
      async function start() {
        const { data } = await post('request_agent', { provider_data: getAgentRegistration() });
        item.textContent = data.agent_id ? data.init_task_data[${jsonInScript(data.keys[0] ?? 'text')}] : data.failure_reason;
        form.hidden = !data.agent_id;
        form.onsubmit = async (event) => {
          event.preventDefault();
          const answer = Object.fromEntries(new FormData(form));
          await post('submit_task', { USED_AGENT_ID: data.agent_id, final_data: answer });
          handleSubmitToProvider(answer);
        };
      }
      const fail = ({ message }) => { item.textContent = message; };
      const isPreview = getAssignmentId() === null;
      if (isPreview) item.textContent = 'This is a preview; an item is shown here.';
      else start().catch(fail);
      addEventListener('unhandledrejection', ({ reason }) => fail(reason));
    </script>
  </body>
</html>
`;

/** The page of `manyhands dev`: the worker page in a frame, and beside it what the task makes and what was submitted. */
export const framePage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Manyhands dev</title>
    <link rel="icon" href="data:,">
    <style>
      :root { color-scheme: light dark; --fault: #a3330b; --box: #eef0f3; font: 15px/1.5 system-ui, sans-serif; }
      body { margin: 0; color: #1c1f24; background: #ffffff; display: grid; grid-template-columns: minmax(0, 1fr) 24rem; height: 100dvh; }
      iframe { width: 100%; height: 100%; border: 0; }
      aside { overflow: auto; padding: 1rem; border-inline-start: 1px solid #8888; }
      h1, h2 { font-size: 1rem; margin: 0; }
      h2 { margin-top: 1rem; }
      p { margin: 0.25rem 0; }
      pre { margin: 0.25rem 0; padding: 0.5rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--box); border-radius: 0.25rem; }
      #faults { color: var(--fault); }
      @media (prefers-color-scheme: dark) {
        :root { --fault: #ffab8a; --box: #2a2e34; }
        body { color: #eceef1; background: #15171a; }
      }
      @media (max-width: 50rem) {
        body { grid-template-columns: minmax(0, 1fr); grid-template-rows: 65dvh auto; height: auto; }
        aside { border-inline-start: 0; border-block-start: 1px solid #8888; }
      }
    </style>
  </head>
  <body>
    <iframe title="The page that workers see"></iframe>
    <aside>
      <h1 id="title">Manyhands dev</h1>
      <p id="status" role="status">Opening the task…</p>
      <pre id="faults" role="alert" hidden></pre>
      <h2>Item of the last answer</h2>
      <pre id="item">–</pre>
      <h2>Last answer</h2>
      <pre id="answer">Submit an answer to see it here.</pre>
      <div id="judged" hidden>
        <h2 id="verdict"></h2>
        <pre id="expected"></pre>
      </div>
    </aside>
    <script>
      const byId = (id) => document.getElementById(id);
      const frame = document.querySelector('iframe');
      const shown = (value) => JSON.stringify(value, undefined, 2);
      // So that its number keys work at once.
      frame.addEventListener('load', () => frame.focus());
      const events = new EventSource('/events');
      events.addEventListener('state', ({ data }) => {
        const { url, plan, faults } = JSON.parse(data);
        byId('faults').hidden = faults.length === 0;
        byId('faults').textContent = faults.join('\\n');
        byId('status').textContent = faults.length > 0
          ? 'The task has faults.' + (url ? ' The page is as it was before.' : '')
          : 'Reloads when a file of the task is saved. No answer is kept.';
        if (plan) byId('title').textContent = plan.title + (plan.items === null ? '' : ' · ' + plan.items + ' items');
        if (url && frame.dataset.url !== url) frame.src = frame.dataset.url = url;
      });
      events.addEventListener('answer', ({ data }) => {
        const { item, answer, judged } = JSON.parse(data);
        byId('item').textContent = shown(item);
        byId('answer').textContent = shown(answer);
        byId('judged').hidden = !judged;
        if (!judged) return;
        const { page, correct, ...why } = judged;
        byId('verdict').textContent = 'Page ' + page + ' of the onboarding: ' + (correct ? 'right' : 'wrong');
        byId('expected').textContent = shown(why);
      });
      events.onerror = () => { byId('status').textContent = 'The preview has ended. Start it again in the terminal to continue.'; };
    </script>
  </body>
</html>
`;

import { useState } from 'react';
import type { Completion, PageFrame } from '../../src/api/worker-page.ts';
import { reasonOf, texts } from '../worker/texts.ts';
import { Opinion } from './feedback.tsx';
import { world } from './page.ts';
import { lastAgentOf } from './storage.ts';
import type { Work } from './use-work.ts';

/** What stands above the page when there is nothing to work on: the reason, a code, and questions about the task. */
export function End({ work, frame }: { work: Work; frame: PageFrame }) {
  const { refusal, stage, completion } = work;
  const reason = refusal && reasonOf(refusal.code, refusal.message);
  const agentId = work.agentId ?? lastAgentOf(world.getWorkerName());
  const asks = frame.opinion && agentId && (reason?.isDone || (stage === 'submitted' && world.manyhandsPage.stays));
  const says = frame.saysReasons && reason;
  const { receipt } = world.manyhandsPage;
  const isAtEnd = completion !== null || reason !== undefined || stage === 'submitted';
  const shows = receipt !== undefined && isAtEnd;
  if (!completion && !asks && !says && !shows) return null;
  return (
    <section className="end">
      {says && (
        <div role="status">
          <h2>{reason.title}</h2>
          <p>{reason.text}</p>
        </div>
      )}
      {completion && <Code completion={completion} />}
      {shows && (
        <p>
          <a href={receipt}>{texts.myWork}</a>
        </p>
      )}
      {asks && (
        <div>
          <h2>{texts.opinion}</h2>
          <Opinion agentId={agentId} questions={frame.opinion ?? []} />
        </div>
      )}
    </section>
  );
}

/** A code to copy and the address to go on to, or the form that hands the code in. */
function Code({ completion: { code, address, form } }: { completion: Completion }) {
  const [isCopied, setCopied] = useState(false);
  const worker = encodeURIComponent(world.getWorkerName() ?? '');
  return (
    <div className="code" role="status">
      {code && !form && (
        <p>
          {texts.code} <code>{code}</code>{' '}
          <button
            type="button"
            className="plain"
            onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}
          >
            {isCopied ? texts.copied : texts.copy}
          </button>
        </p>
      )}
      {form && (
        <form method="post" action={form.address}>
          {Object.entries(form.fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button type="submit">{texts.continue}</button>
        </form>
      )}
      {address && (
        <p>
          <a href={address.replaceAll('{worker}', worker)}>{texts.continue}</a>
        </p>
      )}
    </div>
  );
}

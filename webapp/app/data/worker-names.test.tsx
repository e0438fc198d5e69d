// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { workerNames } from '../../../src/api/worker-names.ts';
import { answer, refusal, sentTo, show, signIn } from '../for-tests.tsx';
import { WorkerField } from '../review/worker-field.tsx';
import { WorkerName } from '../review/worker-name.tsx';

const ada = 'wmb7qz8jts0m78vhz';
const bob = 'wzwg1xmm16739sxz0';
const both = (
  <>
    {[ada, bob, ada].map((worker, nth) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same worker stands here twice.
      <WorkerName key={nth} worker={worker} />
    ))}
  </>
);

describe('the name of a worker', () => {
  it('is asked for once for all on a screen, and shown to owners with the id under the pointer', async () => {
    answer(workerNames, { names: [{ worker: ada, name: 'Ada' }] });
    show(both);
    expect(await screen.findAllByText('Ada')).toHaveLength(2);
    expect(screen.getAllByTitle(ada)).toHaveLength(2);
    screen.getByText('wzwg1xmm');
    expect(sentTo(workerNames).map(({ query }) => query)).toEqual([{ workers: `${ada},${bob}` }]);
  });

  it('is not asked for by others, who see a short id', async () => {
    signIn('reviewer');
    show(both);
    expect(await screen.findAllByText('wmb7qz8j')).toHaveLength(2);
    expect(sentTo(workerNames)).toEqual([]);
  });

  it('that cannot be had leaves the short id', async () => {
    answer(workerNames, refusal('read-model/damaged', 'The rows are damaged.', 409));
    show(both);
    expect(await screen.findAllByText('wmb7qz8j')).toHaveLength(2);
  });

  it('is offered where a worker is looked for, with what tells two of one name apart', async () => {
    answer(workerNames, ({ query }) => ({
      names: query.search === 'ad' ? [ada, bob].map((worker) => ({ worker, name: 'Ada' })) : [],
    }));
    show(<WorkerField value="ad" onChange={() => undefined} />);
    const offered = () => [...document.querySelectorAll('datalist option')].map((one) => one.getAttribute('label'));
    await waitFor(() => expect(offered()).toEqual(['Ada (wmb7qz8j)', 'Ada (wzwg1xmm)']));
    expect(screen.getByLabelText('Worker').getAttribute('list')).toBe(document.querySelector('datalist')?.id);
  });

  it('shows what would hide in it', async () => {
    answer(workerNames, { names: [{ worker: ada, name: 'A\u202eda' }] });
    show(<WorkerName worker={ada} />);
    await screen.findByText('U+202E');
  });
});

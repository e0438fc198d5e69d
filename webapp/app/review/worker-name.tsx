import { useWorkerText } from '../data/worker-names.ts';
import { ForeignText } from './text/foreign-text.tsx';

/** A worker under their name for who may see it, else under a short id; the pointer shows the whole id. */
export const WorkerName = ({ worker }: { worker: string }) => (
  <span title={worker}>
    <ForeignText text={useWorkerText(worker)} maxLetters={60} />
  </span>
);

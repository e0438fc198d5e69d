import { refusalOf, texts, textWith, workerPage } from '../worker/texts.ts';
import { isAnswered, StatusLine, TimeLeft } from './status.tsx';
import type { ItemTask } from './task.ts';
import { TrainingHead, topId } from './training.tsx';

const submitLabels = { none: texts.submit, sending: texts.sending, saved: texts.saved, refused: texts.submit };

/** Whether an answer can be submitted now. */
export const isOpen = ({ isPreview, submission }: Pick<ItemTask, 'isPreview' | 'submission'>): boolean =>
  !isPreview && submission !== 'sending' && submission !== 'saved';

/** What stands above a form: the training, that this is a preview, and what became of the last answer. */
export function FormHead({ task }: { task: ItemTask }) {
  const { onboarding: step, previousRefusal } = task;
  return (
    <>
      {step && <TrainingHead step={step} />}
      {task.isPreview && <p className="banner">{texts.preview}</p>}
      {!step && task.onboardingEnd && (
        <p className="banner" id={topId} tabIndex={-1}>
          {texts.trainingPassed}
        </p>
      )}
      {previousRefusal && (
        <p className="banner">
          {textWith('refused', { reason: refusalOf(previousRefusal.code, previousRefusal.message) })}
        </p>
      )}
      {task.previousSaved && task.submission === 'none' && <p className="banner">{texts.previousSaved}</p>}
    </>
  );
}

type FootProps = { task: ItemTask; hint?: string; buttonId?: string; isButtonHidden?: boolean };

/** What stands below a form: what becomes of the answer, the time left, and the button. */
export function FormFoot({ task, hint = texts.keys, buttonId, isButtonHidden }: FootProps) {
  return (
    <footer>
      <StatusLine task={task} hint={hint} />
      {!workerPage?.frame && <TimeLeft task={task} />}
      {isAnswered(task) ? (
        <button type="button" onClick={task.takeNextPiece}>
          {texts.next}
        </button>
      ) : (
        !isButtonHidden && (
          <button id={buttonId} type="submit" disabled={task.isPreview} aria-disabled={!isOpen(task)}>
            {submitLabels[task.submission]}
          </button>
        )
      )}
    </footer>
  );
}

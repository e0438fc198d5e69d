import { Button, Group, Modal, type ModalProps, Stack } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { Fault } from './page.tsx';

type Props = Pick<ModalProps, 'title' | 'size' | 'centered'> & {
  /** The text of the submit button. */
  button: string;
  /** The text of the cancel button. */
  cancel?: string;
  /** For actions that cannot be undone: the cancel button has the focus, and the submit button is red. */
  isFinal?: boolean;
  /** For what takes something from a worker: the submit button is red. */
  isDangerous?: boolean;
  isDisabled?: boolean;
  /** Whether the dialog cannot be closed now. */
  isHeld?: boolean;
  onClose: () => void;
  /** Performs the action and closes the dialog; an error is shown in the dialog. */
  onSend: () => unknown;
  /** A line under the buttons. */
  foot?: ReactNode;
  children: ReactNode;
};

/** A dialog with a form, submitted by its button, by Enter in a line, or by Ctrl+Enter anywhere. */
export function FormDialog(props: Props) {
  const { title, size, centered, button, cancel = 'Cancel', isFinal = false, isDisabled = false } = props;
  const { isDangerous = isFinal, isHeld = false, onClose, onSend, foot, children } = props;
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  useFocusBack();

  async function send() {
    if (isDisabled || isBusy) return;
    setProblem(undefined);
    setBusy(true);
    try {
      await onSend();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={isHeld ? () => undefined : onClose} title={title} size={size} centered={centered}>
      <form
        ref={markFirstField}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
          {children}
          {problem !== undefined && <Fault error={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={isHeld} data-autofocus={isFinal || undefined}>
              {cancel}
            </Button>
            <Button
              type="submit"
              loading={isBusy}
              disabled={isDisabled}
              {...(isDangerous ? { color: 'red.9', c: 'white' } : {})}
            >
              {button}
            </Button>
          </Group>
          {foot}
        </Stack>
      </form>
    </Modal>
  );
}

/** Where no field asks for the focus, the first one that is typed in gets it, instead of the button that closes. */
function markFirstField(form: HTMLFormElement | null): void {
  if (!form || form.querySelector('[data-autofocus]')) return;
  form
    .querySelector('textarea, select, input:not([type="radio"], [type="checkbox"])')
    ?.setAttribute('data-autofocus', '');
}

/** Returns the focus when the dialog is closed. */
function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
    [before],
  );
}

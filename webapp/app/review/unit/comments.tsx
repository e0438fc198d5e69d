import { Anchor, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Comment, commentUnit, editComment, removeComment } from '../../../../src/api/comments.ts';
import { send } from '../../data/api.ts';
import { useAuthor, useMay } from '../../data/current-user.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import style from './unit.module.css';

type Props = { unit: string; thread: readonly Comment[] };

/** The comments of reviewers on an answer, each with its replies, and a field for another. */
export function Comments({ unit, thread }: Props) {
  const mayWrite = useMay('reviewer');
  const [replyTo, setReplyTo] = useState<string>();
  const params = { unit };
  const write = useWriting();
  const first = thread.filter(({ reply_to }) => reply_to === null || !thread.some(({ id }) => id === reply_to));
  const line = (comment: Comment) => (
    <li key={comment.id}>
      <OneComment unit={unit} comment={comment} onReply={mayWrite ? () => setReplyTo(comment.id) : undefined} />
      {thread.some(({ reply_to }) => reply_to === comment.id) && (
        <ul className={style.replies}>{thread.filter(({ reply_to }) => reply_to === comment.id).map(line)}</ul>
      )}
      {replyTo === comment.id && (
        <CommentForm
          label={`Reply to ${nameOf(comment.by)}`}
          button="Reply"
          onCancel={() => setReplyTo(undefined)}
          onSend={(text) =>
            write(async () => {
              await send(commentUnit, { params, body: { text, reply_to: comment.id } });
              setReplyTo(undefined);
            })
          }
        />
      )}
    </li>
  );
  return (
    <Stack gap="sm">
      {thread.length > 0 ? (
        <ul className={style.history}>{first.map(line)}</ul>
      ) : (
        <Text size="sm">No comments yet. Workers never see them.</Text>
      )}
      {mayWrite && (
        <CommentForm
          label="Comment for other reviewers"
          button="Comment"
          onSend={(text) => write(() => send(commentUnit, { params, body: { text } }))}
        />
      )}
    </Stack>
  );
}

/** Sends something and shows what the server has then; true if it was not refused. */
function useWriting() {
  const queryClient = useQueryClient();
  return async (what: () => Promise<unknown>): Promise<boolean> => {
    try {
      await what();
      return true;
    } catch (error) {
      notifyFault(error);
      return false;
    } finally {
      await refresh(queryClient);
    }
  };
}

type OneProps = { unit: string; comment: Comment; onReply?: () => void };

function OneComment({ unit, comment, onReply }: OneProps) {
  const { id, by, at, text, edited_at, removed_by } = comment;
  const isMine = useAuthor() === by;
  const isOwner = useMay('owner');
  const [isEditing, setEditing] = useState(false);
  const write = useWriting();
  const params = { unit, comment: id };
  if (text === null)
    return (
      <Text size="sm" c="dimmed" component="div">
        Removed by <ForeignText text={nameOf(removed_by ?? '')} maxLetters={100} />
      </Text>
    );
  if (isEditing)
    return (
      <CommentForm
        label="Edit the comment"
        button="Save"
        initial={text}
        onCancel={() => setEditing(false)}
        onSend={(changed) =>
          write(async () => {
            await send(editComment, { params, body: { text: changed } });
            setEditing(false);
          })
        }
      />
    );
  const remove = () =>
    write(async () => {
      await send(removeComment, { params });
      notify('Comment removed.');
    });
  return (
    <Stack gap={2}>
      <Text size="sm" component="div">
        <strong>
          <ForeignText text={nameOf(by)} maxLetters={100} />
        </strong>
        <Text span size="sm" c="dimmed">
          {' · '}
          <time dateTime={at}>{formatTime(at)}</time>
          {edited_at && ' · edited'}
        </Text>
      </Text>
      <Text size="sm" component="div">
        <ForeignText text={text} block maxLetters={2000} />
      </Text>
      <Group gap="sm">
        {onReply && <Act text="Reply" onClick={onReply} />}
        {isMine && onReply && <Act text="Edit" onClick={() => setEditing(true)} />}
        {(isMine || isOwner) && onReply && <Act text="Remove" onClick={() => void remove()} />}
      </Group>
    </Stack>
  );
}

const Act = ({ text, onClick }: { text: string; onClick: () => void }) => (
  <Anchor component="button" type="button" size="sm" underline="always" onClick={onClick}>
    {text}
  </Anchor>
);

type FormProps = {
  label: string;
  button: string;
  initial?: string;
  onCancel?: () => void;
  /** Resolves to whether it was sent. */
  onSend: (text: string) => Promise<boolean>;
};

function CommentForm({ label, button, initial = '', onCancel, onSend }: FormProps) {
  const [text, setText] = useState(initial);
  const [isBusy, setBusy] = useState(false);
  async function submit() {
    if (text.trim() === '' || isBusy) return;
    setBusy(true);
    if (await onSend(text.trim())) setText('');
    setBusy(false);
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="xs">
        <Textarea
          label={label}
          autosize
          minRows={1}
          maxLength={4000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" size="compact-sm" variant="default" loading={isBusy} disabled={text.trim() === ''}>
            {button}
          </Button>
          {onCancel && (
            <Button size="compact-sm" variant="subtle" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Group, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type ConversationRow, maxSaidChars, sayInConversation } from '../../../src/api/conversations.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation } from '../data/api.ts';

/** The field in which a requester says something; what was refused stays in it. */
export function Composer({ conversation }: { conversation: ConversationRow }) {
  const [text, setText] = useState('');
  const [to, setTo] = useState('');
  const say = useEndpointMutation(sayInConversation);
  const people = conversation.members.filter(({ agent }) => agent !== null);
  const hearer = people.find(({ agent }) => agent === to);
  // What is for one alone is never said to everybody because that one has left.
  const isLost = to !== '' && hearer?.state !== 'here' && hearer?.state !== 'away';
  const isReady = text.trim() !== '' && !say.isPending && !isLost;
  const send = async () => {
    if (!isReady) return;
    const body = { text: text.trim(), ...(to === '' ? {} : { to: [to] }) };
    await say.mutateAsync({ params: { conversation: conversation.id }, body }).then(
      // What was written meanwhile stays.
      () => setText((now) => (now === text ? '' : now)),
      () => undefined,
    );
  };
  return (
    <form
      aria-label="Say something"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        label="Say something as Requester"
        description="Enter sends, Shift and Enter begin a new line."
        maxLength={maxSaidChars}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <Group mt="xs" align="flex-end" justify="space-between">
        <NativeSelect
          label="Who hears it"
          data={[
            { value: '', label: 'Everybody' },
            ...people
              .filter(({ agent, state }) => state !== 'left' || agent === to)
              .map(({ agent, name }) => ({ value: agent ?? '', label: `Only ${name ?? agent}` })),
          ]}
          value={to}
          error={isLost && `${hearer?.name ?? to} has left. Choose who hears it.`}
          onChange={({ currentTarget }) => setTo(currentTarget.value)}
        />
        <Button type="submit" disabled={!isReady} loading={say.isPending}>
          Send
        </Button>
      </Group>
      {say.error && <Fault error={say.error} />}
    </form>
  );
}

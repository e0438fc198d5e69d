import { Button, Group, NumberInput, Stack, Textarea, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { inviteWorkers, maxInvitedAtOnce, maxWorkerNameChars } from '../../../src/api/invitations.ts';
import { leftOutText, type NameList, nameListIn } from '../../../src/api/name-list.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatTime } from '../review/labels.ts';

const dayMs = 24 * 3600 * 1000;
const maxDays = 3650;

/** Why a list cannot be sent, in one sentence. */
function faultOf({ names, fault }: NameList): string | undefined {
  if (fault) return `Line ${fault.line}: ${fault.reason}.`;
  if (names.length > maxInvitedAtOnce) return `Invite at most ${maxInvitedAtOnce.toLocaleString('en')} at once.`;
  return names.length === 0 ? 'Write the names first, one a line.' : undefined;
}

/** A form that invites workers by their names. */
export function InviteForm({ run }: { run: string }) {
  const [text, setText] = useState('');
  const [days, setDays] = useState<number | string>('');
  const [problem, setProblem] = useState<unknown>();
  const invite = useEndpointMutation(inviteWorkers);

  function submit(event: FormEvent) {
    event.preventDefault();
    const list = nameListIn(text, maxWorkerNameChars);
    const fault = faultOf(list);
    setProblem(fault);
    if (fault !== undefined) return;
    const expires_at = days === '' ? undefined : new Date(Date.now() + Number(days) * dayMs).toISOString();
    invite.mutate(
      { params: { run }, body: { workers: list.names, expires_at } },
      {
        onSuccess: ({ invited, already }) => {
          setText('');
          const known = already > 0 ? ` ${already} had a valid invitation already and keep it.` : '';
          const until = expires_at === undefined ? 'always' : `until ${formatTime(expires_at)}`;
          const says = `Invited ${invited} of ${list.names.length}; new links are valid ${until}.`;
          notify(`${says}${known} ${leftOutText(list)}`.trim());
        },
        onError: setProblem,
      },
    );
  }

  return (
    <section className="card" aria-labelledby="invite">
      <Title order={2} size="h3" id="invite" mb="sm">
        Invite workers
      </Title>
      <form onSubmit={submit}>
        <Stack>
          <Textarea
            label="Names"
            description="One a line. Their answers come under these names."
            autosize
            minRows={3}
            maxRows={12}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <Group align="flex-end">
            <NumberInput
              label="Valid for (days)"
              description="Leave it empty for always."
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={1}
              max={maxDays}
              allowDecimal={false}
              value={days}
              onChange={setDays}
              hideControls
              w={220}
            />
          </Group>
          {problem !== undefined && <Fault error={problem} />}
          <Group>
            <Button type="submit" loading={invite.isPending}>
              Invite
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}

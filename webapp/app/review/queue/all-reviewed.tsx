import { Anchor, Button, Group, List, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Empty } from '../../components/page.tsx';
import { nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';

type Props = {
  waiting: number;
  scope: { task?: string; run?: string };
  held: readonly { unit: string; by: string }[];
  onAgain: () => void;
};

/** The end of the review: no units are left, or only those that others review. */
export function AllReviewed({ waiting, scope, held, onAgain }: Props) {
  return (
    <Empty title="All caught up">
      {waiting > 0 && (
        <Text mb="sm">
          {waiting.toLocaleString('en')} to review: by others now, or after the second opinion that you asked for.
        </Text>
      )}
      {held.length > 0 && (
        <List size="sm" mb="sm" ta="start">
          {held.slice(0, 10).map(({ unit, by }) => (
            <List.Item key={unit}>
              <ForeignText text={nameOf(by)} maxLetters={100} /> is reviewing{' '}
              <ForeignText text={unit} maxLetters={100} />
            </List.Item>
          ))}
        </List>
      )}
      <Group justify="center">
        <Button variant="default" onClick={onAgain}>
          Refresh
        </Button>
        <Onward to="/review/decisions" scope={{}} words="My decisions" />
        <Onward to="/items" scope={scope} words="Compare answers side by side" />
        <Onward to="/units" scope={scope} words="All units" />
        <Onward to="/export" scope={scope} words="Export answers" />
      </Group>
    </Empty>
  );
}

const Onward = ({
  to,
  scope,
  words,
}: {
  to: '/review/decisions' | '/items' | '/units' | '/export';
  scope: Props['scope'];
  words: string;
}) => (
  <Anchor underline="always" renderRoot={(props) => <Link to={to} search={scope} {...props} />}>
    {words}
  </Anchor>
);

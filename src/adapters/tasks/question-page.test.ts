import { describe, expect, it } from 'vitest';
import { TaskConfig } from '../../runtime/config/task-keys.ts';
import { questionHtml, questionPageOf } from './question-page.ts';

const config = TaskConfig.parse({
  ...{ task_name: 'cafes', task_title: 'Cafés & "bars"', task_description: 'Rate.' },
  questions: [{ key: 'tone', labels: ['bad', 'good'], gold: 'truth' }],
  ...{ show: ['text', { key: 'photo', as: 'image' }], private: ['id'] },
});

describe('the page of questions', () => {
  it('has the questions, what is shown, and the first item, without what workers may not see', () => {
    const page = questionPageOf(config, { first: { text: 'Hi', photo: 'a.jpg', truth: 'good', id: 7 } });
    expect(page.sample).toEqual({ text: 'Hi', photo: 'a.jpg' });
    expect(page.show).toEqual([{ key: 'text' }, { key: 'photo', as: 'image' }]);
    expect(JSON.stringify(page)).not.toContain('truth');
  });

  it('says what the task is before its scripts have run', () => {
    const html = questionHtml({ title: 'T', description: 'Read <b> & rate.', questions: [] });
    expect(html).toContain('<p class="quiet" dir="auto">Read &lt;b&gt; &amp; rate.</p>');
  });

  it('cannot be broken out of by a text of the task or its data', () => {
    const text = '</script><script>alert(1)</script>';
    const html = questionHtml(questionPageOf({ ...config, task_title: text }, { first: { text } }));
    expect(html).not.toContain('</script><script>alert');
    const [, json = ''] = /id="questions">(.*)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(json)).toMatchObject({ title: text, sample: { text } });
  });
});

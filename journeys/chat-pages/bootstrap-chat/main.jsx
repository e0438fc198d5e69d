import { ChatApp, ChatMessage, DefaultTaskDescription } from 'bootstrap-chat';
import ReactDOM from 'react-dom';
import 'bootstrap-chat/styles.css';

/** A message as the page that comes with Mephisto's chats shows it. */
function RenderChatMessage({ message, mephistoContext, appContext }) {
  const { agentId } = mephistoContext;
  const { currentAgentNames } = appContext.taskContext;
  const isNamed = message.id in currentAgentNames;
  return (
    <ChatMessage
      isSelf={message.id === agentId || isNamed}
      agentName={isNamed ? currentAgentNames[message.id] : message.id}
      message={message.text}
    />
  );
}

function MainApp() {
  return (
    <ChatApp
      renderMessage={({ message, idx, mephistoContext, appContext }) => (
        <RenderChatMessage
          message={message}
          mephistoContext={mephistoContext}
          appContext={appContext}
          key={`${message.update_id}-${idx}`}
        />
      )}
      renderSidePane={({ mephistoContext: { taskConfig } }) => (
        <DefaultTaskDescription chatTitle={taskConfig.chat_title} taskDescriptionHtml={taskConfig.task_description} />
      )}
    />
  );
}

ReactDOM.render(<MainApp />, document.getElementById('app'));

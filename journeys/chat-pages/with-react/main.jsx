import { ChatApp } from 'manyhands/chat';
import 'manyhands/chat/chat.css';
import { createRoot } from 'react-dom/client';

createRoot(document.querySelector('#app')).render(<ChatApp description={<p>Agree on a price.</p>} />);

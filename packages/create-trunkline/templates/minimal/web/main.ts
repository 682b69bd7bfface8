import { connect, isError } from '@trunkline/client';
import type { Board } from '../contract.ts';
import { find } from './find.ts';
import { MessageList } from './message-list.ts';

// Connected from here on: the client comes back by itself, and the room goes on where it was.
const client = connect<Board>(`${location.origin}/rpc`);

const problem = find('#problem', HTMLElement);
const name = find('#name', HTMLInputElement);
name.value = localStorage.getItem('name') ?? `Guest ${Math.ceil(Math.random() * 1_000)}`;

client.on('status', (status) => {
  find('#status', HTMLElement).textContent = status;
});

const list = new MessageList(find('#messages', HTMLElement), async (id) => {
  const liked = await client.safe.like({ id }); // `safe` tells errors instead of throwing them
  if (liked.ok) problem.textContent = '';
  else if (liked.error.name === 'UnknownMessage') problem.textContent = `Message ${liked.error.data.id} is gone.`;
  else problem.textContent = liked.error.message;
});

const form = find('#post', HTMLFormElement);
form.addEventListener('submit', async (submission) => {
  submission.preventDefault();
  const text = String(new FormData(form).get('text'));
  try {
    await client.call.post({ author: name.value, text });
    form.reset();
    problem.textContent = '';
  } catch (error) {
    // The connection was lost in between, for too long: only a look at the board can tell.
    problem.textContent = isError(error, 'OutcomeUnknown') ? 'Your message may be on the board.' : String(error);
  }
});

const room = client.room.board(undefined, { state: { name: name.value } });
name.addEventListener('change', () => {
  if (!name.reportValidity()) return;
  localStorage.setItem('name', name.value);
  room.setState({ name: name.value });
});
room.on('members', (members) => {
  find('#members', HTMLElement).textContent = members.map(({ state }) => state.name).join(', ');
});

for await (const delivery of room) {
  switch (delivery.kind) {
    case 'snapshot':
      list.replace(delivery.data);
      break;
    case 'message':
      list.put(delivery.data);
      break;
    case 'likes':
      list.setLikes(delivery.data.id, delivery.data.likes);
      break;
  }
}

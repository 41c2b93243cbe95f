const longestAbout = 139;
const everyMs = 2000;
const texts = ['about', 'description', 'username', 'username_status', 'verified_name', 'status', 'platform_type',
  'code_verification_status', 'account_mode', 'display_phone_number', 'profile_shape'];

const $ = id => document.getElementById(id);
const form = $('profile');
let numbers = [];
let current; // the record as it was last read, null where there is none; what differs from it is unsaved
let wanted = new URLSearchParams(location.search).get('phone_number_id');

async function ask(method, path, body) {
  const response = await fetch(`/sandbox/admin/${path}`, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

// The profile

const shown = (record, name) => record[name] ?? '';
const typed = name => $(name).value;
const isChanged = name => typed(name) !== shown(current, name);

function changes() {
  const body = {};
  for (const name of texts) if (isChanged(name)) body[name] = typed(name) || null;
  if ($('shared').checked !== current.shared) body.shared = $('shared').checked;
  return body;
}

const isDirty = () => Boolean(current) && Object.keys(changes()).length > 0;

function choose(select, value) {
  if (![...select.options].some(o => o.value === value)) select.add(new Option(value));
  select.value = value;
}

function show(record) {
  if (record?.phone_number_id !== current?.phone_number_id) form.scrollTop = 0;
  current = record;
  $('empty').hidden = record !== null;
  form.hidden = record === null;
  if (record === null) return;
  for (const name of texts) {
    if ($(name).tagName === 'SELECT') choose($(name), record[name]);
    else $(name).value = shown(record, name);
  }
  $('shared').checked = record.shared;
  $('fact-id').textContent = record.phone_number_id;
  $('fact-waba').textContent = record.waba_id;
  $('fact-token').textContent = record.access_token;
  $('who-name').textContent = record.verified_name;
  $('who-phone').textContent = record.display_phone_number ?? record.phone;
  $('who-handle').textContent = record.username ? `@${record.username}` : 'no username';
  $('who-status').textContent = record.status === 'CONNECTED' ? (record.username ? record.username_status : 'connected') : record.status.toLowerCase();
  $('who-status').className = `chip ${record.status === 'CONNECTED' && record.username_status === 'approved' ? 'good' : 'warn'}`;
  $('avatar').textContent = record.verified_name.split(/\s+/).slice(0, 2).map(w => [...w][0]).join('').toUpperCase();
  edited();
}

function edited() {
  const left = longestAbout - [...typed('about')].length;
  $('about-count').textContent = left >= 0 ? `${longestAbout - left} / ${longestAbout}` : `${-left} too many`;
  $('about-count').className = left < 0 ? 'over' : left < 15 ? 'near' : '';
  $('about').setAttribute('aria-invalid', left < 0);
  $('save').disabled = !isDirty() || left < 0;
  $('undo').hidden = !isDirty();
}

function say(id, text, isError = false) {
  $(id).textContent = text;
  $(id).className = isError ? 'error' : '';
}

form.addEventListener('input', () => {
  say('said', '');
  edited();
});

form.addEventListener('submit', async event => {
  event.preventDefault();
  if ($('save').disabled) return;
  try {
    const saved = await ask('PATCH', `numbers/${current.phone_number_id}`, changes());
    show(saved);
    await refresh();
    say('said', 'Saved');
  } catch (error) {
    say('said', error.message, true);
  }
});

$('undo').addEventListener('click', () => {
  show(current);
  say('said', '');
  form.focus();
});

$('remove').addEventListener('click', async () => {
  if (!confirm('Remove this number from the sandbox?')) return;
  await ask('DELETE', `numbers/${current.phone_number_id}`);
  current = undefined;
  wanted = null;
  await refresh();
});

for (const button of document.querySelectorAll('.copy')) {
  const label = button.firstChild;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText($(button.dataset.copy).textContent);
    label.data = 'Copied';
    setTimeout(() => { label.data = 'Copy'; }, 1500);
  });
}

// Which number

$('number').addEventListener('change', () => {
  if (isDirty() && !confirm('Leave without saving?')) {
    $('number').value = current.phone_number_id;
    return;
  }
  wanted = $('number').value;
  current = undefined;
  say('said', '');
  pick();
});

function pick() {
  const record = numbers.find(n => n.phone_number_id === wanted) ?? numbers.at(-1) ?? null;
  if (!isDirty() && JSON.stringify(record) !== JSON.stringify(current)) show(record);
  if (record) {
    wanted = record.phone_number_id;
    $('number').value = wanted;
  }
  const query = record ? `?phone_number_id=${wanted}` : '';
  if (location.search !== query) history.replaceState(null, '', location.pathname + query);
}

function listNumbers() {
  const options = numbers.map(n => new Option(n.username ? `${n.phone} · @${n.username}` : n.phone, n.phone_number_id));
  const same = options.length === $('number').options.length
    && options.every((o, i) => o.text === $('number').options[i].text && o.value === $('number').options[i].value);
  if (!same) $('number').replaceChildren(...options);
  $('number').disabled = numbers.length === 0;
}

function openNew() {
  say('new-said', '', true);
  $('new-form').reset();
  $('new').showModal();
  $('new-phone').focus();
}

$('add').addEventListener('click', openNew);
$('add-first').addEventListener('click', openNew);
$('new-cancel').addEventListener('click', () => $('new').close());

$('new-form').addEventListener('submit', async event => {
  event.preventDefault();
  try {
    const added = await ask('POST', 'numbers', { phone: $('new-phone').value.trim(), username: $('new-username').value.trim() || null });
    $('new').close();
    wanted = added.phone_number_id;
    current = undefined;
    say('said', '');
    await refresh();
    $('about').focus();
  } catch (error) {
    say('new-said', error.message, true);
  }
});

// Faults

$('kind').addEventListener('change', () => {
  const isChaos = $('kind').value === 'chaos';
  for (const field of document.querySelectorAll('.chaos-fault')) field.hidden = !isChaos;
  for (const field of document.querySelectorAll('.plain-fault')) field.hidden = isChaos;
});

const figure = id => $(id).value === '' ? null : Number($(id).value);

async function putFault(body) {
  try {
    showFault(await ask('PUT', 'faults', body));
    say('fault-said', '');
  } catch (error) {
    say('fault-said', error.message, true);
  }
}

$('fault').addEventListener('submit', event => {
  event.preventDefault();
  const kind = $('kind').value;
  const own = kind === 'chaos' ? { seed: figure('seed'), rate: figure('rate') } : { times: figure('times') };
  putFault({ kind, ...own, delay_ms: figure('delay'), phone_number_id: $('scope').value && current ? current.phone_number_id : null });
});

$('calm').addEventListener('click', () => putFault({ kind: 'chaos', times: 0 }));

function showFault(fault) {
  const isOn = fault.kind !== null;
  const much = fault.kind === 'chaos' ? `seed ${fault.seed}, rate ${fault.rate}` : `${fault.times} to come`;
  const text = isOn ? `${fault.kind}: ${much}` : 'none';
  if ($('armed').textContent !== text) $('armed').textContent = text;
  $('armed').className = isOn ? 'chip warn' : 'chip';
  $('calm').disabled = !isOn;
}

// Calls

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function callRow(call) {
  const row = document.createElement('tr');
  const at = new Date(call.at);
  const time = element('time', at.toLocaleTimeString([], { hour12: false }));
  time.dateTime = call.at;
  time.title = at.toLocaleString();
  const answer = document.createElement('td');
  answer.append(element('span', call.status ?? 'dropped', `chip ${call.status < 400 && call.status !== null ? 'good' : 'warn'}`));
  if (call.fault) answer.append(' ', element('small', call.fault));
  const path = element('td', '');
  // May break after each slash, so that an id stays whole.
  for (const part of call.path.split(/(?<=\/)/)) path.append(part, document.createElement('wbr'));
  const cell = document.createElement('td');
  cell.append(time);
  row.append(cell, path, answer);
  return row;
}

let lastCalls = '';

function showCalls(calls) {
  const text = JSON.stringify(calls);
  if (text === lastCalls) return;
  lastCalls = text;
  $('calls').replaceChildren(...calls.map(callRow));
  $('calls-table').hidden = calls.length === 0;
  $('no-calls').hidden = calls.length > 0;
}

// All of it, again and again

let turns = 0;

async function refresh() {
  const turn = ++turns;
  try {
    const [all, fault, calls] = await Promise.all([ask('GET', 'numbers'), ask('GET', 'faults'), ask('GET', 'calls')]);
    if (turn !== turns) return; // asked before a later one, perhaps before a save
    numbers = all;
    listNumbers();
    pick();
    showFault(fault);
    showCalls(calls);
    $('live').textContent = 'refreshes itself';
    $('live').classList.remove('off');
  } catch {
    $('live').textContent = 'not reachable';
    $('live').classList.add('off');
  }
}

async function keepRefreshing() {
  if (!document.hidden) await refresh();
  setTimeout(keepRefreshing, everyMs);
}

$('home').hidden = !$('home').getAttribute('href');
addEventListener('beforeunload', event => { if (isDirty()) event.preventDefault(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
keepRefreshing();

'use strict';
const $ = id => document.getElementById(id);
const asked = new URLSearchParams(location.search);
$('user').value = asked.get('user') || 'alice';

async function json(path, token, body) {
  const headers = { 'Content-Type': 'application/json' };
  if (token) headers.Authorization = 'Bearer ' + token;
  const answer = await fetch(path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(path + ': ' + answer.status + ' ' + (await answer.json()).detail);
  return answer.json();
}

/** The pictures in all folders of the user, by their names: the hub itself looks at the content. */
async function pictures(token) {
  const found = [];
  for (const { ns } of (await json('/v1/namespaces', token)).namespaces) {
    let page = '';
    do {
      const listing = await json('/v1/namespaces/' + ns + '/snapshot' + page, token);
      for (const file of listing.files) {
        if (file.kind === 'file' && /\.(jpe?g|png|gif|webp|bmp|tiff?)$/i.test(file.name)) found.push(file.fileId);
      }
      page = listing.nextPageToken ? '?pageToken=' + encodeURIComponent(listing.nextPageToken) : '';
    } while (page && found.length < 1000);
  }
  return found.slice(0, 1000);
}

/** A grid of empty cells, and the clock above it. */
function grid(name, count) {
  const box = $(name);
  box.replaceChildren();
  const cells = Array.from({ length: count }, () => {
    const cell = document.createElement('div');
    cell.className = 'cell';
    box.append(cell);
    return cell;
  });
  const begin = performance.now();
  const times = [];
  return {
    show(index, blob, status) {
      times.push(performance.now() - begin);
      if (blob) {
        const image = new Image();
        image.src = URL.createObjectURL(blob);
        cells[index].append(image);
      } else {
        cells[index].textContent = status;
      }
      const at = part => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))]);
      $(name + '-clock').textContent = `first ${at(0)} ms · median ${at(0.5)} ms · last ${at(1)} ms (${times.length} of ${count})`;
    },
  };
}

async function stream(token, files, size) {
  const cells = grid('stream', files.length);
  const answer = await fetch('/v1/thumbnails', {
    method: 'POST',
    headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
    body: JSON.stringify({ size, format: 'jpeg', items: files.map(fileId => ({ fileId })) }),
  });
  if (!answer.ok) throw new Error('thumbnails: ' + answer.status);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let parts = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = value.split('\n');
    while (lines.length > 1) {
      parts.push(lines.shift());
      const item = JSON.parse(parts.join(''));
      parts = [];
      const bytes = item.data && Uint8Array.from(atob(item.data), c => c.charCodeAt(0));
      cells.show(item.index, bytes && new Blob([bytes], { type: item.contentType }), item.status);
    }
    parts.push(lines[0]);
  }
}

async function each(token, files, size) {
  const cells = grid('each', files.length);
  await Promise.all(files.map(async (fileId, index) => {
    const answer = await fetch(`/v1/thumbnails/${fileId}?size=${size}&format=jpeg`, {
      headers: { Authorization: 'Bearer ' + token }, cache: 'no-store',
    });
    cells.show(index, answer.ok && await answer.blob(), answer.status);
  }));
}

async function fill() {
  $('go').disabled = true;
  $('state').textContent = 'Filling …';
  try {
    const { token } = await json('/v1/dev/token', null, { user: $('user').value, ttlSeconds: 600 });
    const files = await pictures(token);
    if (files.length === 0) throw new Error('no pictures: ./tidemark put DIR --user ' + $('user').value);
    await stream(token, files, $('size').value);
    await each(token, files, $('size').value);
    $('state').textContent = 'Done: ' + files.length + ' pictures.';
  } catch (failure) {
    $('state').textContent = String(failure.message);
  }
  $('go').disabled = false;
}

$('go').addEventListener('click', fill);
if (asked.has('user')) fill();

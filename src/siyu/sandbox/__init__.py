"""A WeCom to run on one machine: a real HTTP server with state, limits, faults and callbacks.

`siyu sandbox --port N` (or `python -m siyu.sandbox`) prints one JSON line with base_url, corp_id,
secret, agent_id, token and aes_key. Two rules: what is not modelled answers an error and is
listed, never 0; a change made through the API calls nobody back, one made in a client does.

Two kinds of time. Tokens, welcome codes, OAuth codes, time-outs and quotas live on real time;
CreateTime, createtime and days follow the shown clock (`--clock URL`).

**WeCom**: `/cgi-bin/…` (the table: `GET /sandbox/endpoints`), `/connect/oauth2/authorize`,
`/wwlogin/sso/login`, `/qr/<config_id>.png` (its text: `/scan/<config_id>`), `/picture/<id>`.

**The pages' API**: JSON both ways; trouble is 404, 409 or 422 with `{"reason"}`. `said` is a
message as WeCom has it: `{"msgtype":"text","text":{"content":…}}`, image, link, miniprogram …

The customer's phone, under `/sandbox/api`:
- GET `/people?q=` → `items[]{external_userid,name,gender,type,friends}`; POST one more stranger
- GET `/people/{external_userid}` → `chats[]{member,standing,state,since,last}`, `requested[]`
- GET `/people/{external_userid}/chats/{userid}` → with `messages[]{id,sender,via,said,at}`
- GET `/codes` → `items[]{config_id,remark,state,qr_code,scan_url,user,party,skip_verify}`
- POST `/phone/scan` {external_userid, code: config_id, picture address, its text or a state}
  → `{config_id,member,friends}`
- POST `/phone/add` {external_userid, config_id, userid, half?} → `{outcome}`: friends, half,
  requested or already_friends
- POST `/phone/say` {external_userid, userid, text} → the message
- POST `/phone/delete`, `/phone/readd` {external_userid, userid} → `{deleted}`, `{outcome}`

The adviser's WeCom:
- GET `/staff` → `items[]{userid,name,…,customers,new_today,requests,to_confirm}`
- GET `/staff/{userid}` → the member, `requests[]`, `customers[]`, `mass[]`, `app_messages[]`
- GET `/staff/{userid}/chats/{external_userid}` → the customer with `messages[]`
- GET `/tags` → `items[]`, the tag groups
- POST `/adviser/accept` (a request, or a half friend), `/adviser/delete` {userid, external_userid}
- POST `/adviser/say` {userid, external_userid, text} → the message
- POST `/adviser/edit` {userid, external_userid, remark?, description?, mobiles?, tag_ids?}; calls
  back unless only mobiles changed
- POST `/adviser/confirm` {userid, msgid}; without this no mass send leaves

The administrator's site, which calls back:
- POST `/admin/members` {userid, name, departments, position?, serves?, status?}; PATCH, DELETE
  `/admin/members/{userid}`
- POST `/admin/parties` {name, parentid}; PATCH, DELETE `/admin/parties/{id}`
- POST `/admin/tags` {group_name, name}; PATCH, DELETE `/admin/tags/{id}` (a tag or a group)

`standing` is friends, half, deleted_by_customer or deleted_by_staff. `sender` is customer, staff
or system; `via` is chat, welcome, mass or greeting.

**Switches**: GET, PUT `/sandbox/faults` `{"faults":[{"kind","path","probability"|"next","ms",
"errcode","seconds"}]}` (kinds: `siyu.sandbox.faults`) · GET, PUT `/sandbox/policy` (rates, trusted
IPs, rights, caps) · POST `/sandbox/callback` `{url,token,aes_key}` shakes hands, then saves · GET
`/sandbox/callbacks` every delivery with every try · GET, POST `/sandbox/play` `{"on",
"when_fast"}` · POST `/sandbox/clock` `{"rate"}` · GET `/sandbox/now` · GET `/sandbox/record?day=`
figures to compare with · GET `/sandbox/unmodelled` · GET `/sandbox/live` server-sent events
`{kind, at, …}` of kind message, relation, request, app_message, mass, mass_reminder, way,
directory, tags, callback, play, reload.
"""

#!/usr/bin/env bash
# Sends corrected files as new batches. See README.txt. Needs bash 4 or later and curl; send.py does the same with Python.
#
# File names come from elsewhere and may be anything: they are only ever compared and sent as data, in quotes. What is opened is
# what was found in the folder, as ./...
set -euo pipefail
export LC_ALL=C

if ((BASH_VERSINFO[0] < 4)); then
  echo "send.sh needs bash 4 or later. Use send.py instead." >&2
  exit 2
fi
command -v curl >/dev/null || { echo "send.sh needs curl. Use send.py instead." >&2; exit 2; }

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
log=$here/sent.csv
max_files=25
max_bytes=100000000
yes= dry= force=false retry= folder=

usage() {
  echo "Usage: bash send.sh [--yes] [--dry-run] [--force-overwrite] [--retry-unknown] FOLDER" >&2
  exit 2
}

while (($#)); do
  case $1 in
    --yes) yes=1 ;;
    --dry-run) dry=1 ;;
    --force-overwrite) force=true ;;
    --retry-unknown) retry=1 ;;
    --) shift; [[ $# -eq 1 ]] || usage; folder=$1 ;;
    -*) usage ;;
    *) [[ -z $folder ]] || usage; folder=$1 ;;
  esac
  shift
done
[[ -n $folder ]] || usage
[[ -d $folder ]] || { printf 'There is no folder %q.\n' "$folder" >&2; exit 2; }

mapfile -d '' -t data <"$here/files.nul"
base=${WICKSON_BASE_URL:-${data[0]}}
base=${base%/}
collection=${data[1]}
kit=${data[2]}
batch_of=${data[3]}
header="no,outcome,time,batch_id,size_bytes,sent_as,for_batch,for_job,kit-$kit"
[[ $base == http://* || $base == https://* ]] || { echo "WICKSON_BASE_URL has to be an http or https address." >&2; exit 2; }

# Macs write accents in two characters, others in one: pairs of both for the letters of the wanted names, the longest first.
pairs_end=$((5 + 2 * data[4]))
same_as() { # into $same
  local index
  same=$1
  [[ $same == *[!' '-'~']* ]] || return 0
  for ((index = 5; index < pairs_end; index += 2)); do same=${same//"${data[index]}"/${data[index + 1]}}; done
}

names=() keys=()
for ((index = pairs_end; index + 1 < ${#data[@]}; index += 2)); do
  keys+=("${data[index]}")
  names+=("${data[index + 1]}")
done

# What became of each number last: a line each, and a name cannot begin one, for it is written without line breaks.
declare -A last=()
if [[ -f $log ]]; then
  IFS= read -r first <"$log" || first=
  if [[ ${first%$'\r'} != "$header" ]]; then
    echo "The sent.csv beside this script is of another kit, and its numbers mean other files. Unpack each kit into a folder of its own." >&2
    exit 2
  fi
  while IFS=, read -r no outcome _; do
    [[ $no =~ ^[0-9]+$ ]] && last[$no]=$outcome
  done <"$log"
fi

visible() { printf '%s' "${1//[[:cntrl:]]/?}"; }

write_log() { # outcome batch_id, for the files of the batch
  local now index shown
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  [[ -f $log ]] || printf '%s\r\n' "$header" >"$log"
  for index in "${batch[@]}"; do
    shown=$(visible "${sent_as[index]}")
    shown=${shown//\"/\"\"}
    [[ $shown == [=+@-]* ]] && shown="'$shown"
    printf '%s,%s,%s,%s,%s,"%s",%s,%s\r\n' "$((index + 1))" "$1" "$now" "$2" "${sizes[index]}" "$shown" "$batch_of" "${keys[index]}" >>"$log"
  done
}

stem_of() { # into $stem
  local rest=${1:1}
  if [[ $rest == *.* ]]; then stem=${1%.*}; else stem=$1; fi
}

# What is in the folder. A key begins with a mark, for a key may not be empty.
cd -- "$folder"
paths=()
declare -A by_name=() by_base=() by_stem=() count_name=() count_base=() count_stem=()
while IFS= read -r -d '' path; do
  index=${#paths[@]}
  paths+=("$path")
  same_as "${path#./}"
  name=$same
  base_name=${name##*/}
  stem_of "$base_name"
  by_name["k$name"]=$index
  by_base["k$base_name"]=$index
  by_stem["k$stem"]=$index
  count_name["k$name"]=$((${count_name["k$name"]:-0} + 1))
  count_base["k$base_name"]=$((${count_base["k$base_name"]:-0} + 1))
  count_stem["k$stem"]=$((${count_stem["k$stem"]:-0} + 1))
done < <(find . -type f -print0)

# Which found file is which wanted one: by its name, else by its name with another ending.
declare -A seen=()
claims=() chosen=()
missing=0 ambiguous=0 accepted=0 unknown=0
tell() { printf '%s: %s\n' "$1" "$(visible "$2")"; }
for index in "${!names[@]}"; do
  name=${names[index]}
  [[ -n $name && -z ${seen["k$name"]:-} ]] || continue
  seen["k$name"]=1
  same_as "$name"
  base_name=${same##*/}
  stem_of "$base_name"
  found=
  if [[ -n ${by_name["k$same"]:-} ]]; then
    if ((${count_name["k$same"]} == 1)); then found=${by_name["k$same"]}; else found=many; fi
  elif [[ -n ${by_base["k$base_name"]:-} ]]; then
    if ((${count_base["k$base_name"]} == 1)); then found=${by_base["k$base_name"]}; else found=many; fi
  elif [[ -n ${by_stem["k$stem"]:-} ]]; then
    if ((${count_stem["k$stem"]} == 1)); then found=${by_stem["k$stem"]}; else found=many; fi
  fi
  outcome=${last[$((index + 1))]:-}
  if [[ -n $found && $found != many ]]; then
    claims[$found]=$((${claims[$found]:-0} + 1))
  fi
  if [[ $outcome == accepted ]]; then
    accepted=$((accepted + 1))
  elif [[ ($outcome == sending || $outcome == unknown) && -z $retry ]]; then
    unknown=$((unknown + 1))
    tell "Outcome unknown, so not sent again (look first, then --retry-unknown)" "$name"
  elif [[ -z $found ]]; then
    missing=$((missing + 1))
    tell "No corrected file found for" "$name"
  elif [[ $found == many ]]; then
    ambiguous=$((ambiguous + 1))
    tell "More than one file could be meant, so none is sent, for" "$name"
  else
    chosen[$index]=$found
  fi
done

to_send=() total=0 sizes=() sent_as=()
for index in "${!names[@]}"; do
  found=${chosen[$index]:-}
  [[ -n $found ]] || continue
  name=${names[index]}
  if ((${claims[$found]} > 1)); then
    ambiguous=$((ambiguous + 1))
    tell "One file could be meant for several, so it is not sent, for" "$name"
    continue
  fi
  size=$(wc -c <"${paths[found]}")
  size=$((size))
  if ((size == 0)); then tell "Empty, so not sent" "$name"; continue; fi
  if ((size > max_bytes)); then tell "Larger than a batch may be, so not sent" "$name"; continue; fi
  base_name=${name##*/}
  sizes[$index]=$size
  sent_as[$index]=${name:0:${#name}-${#base_name}}${paths[found]##*/}
  to_send+=("$index")
  total=$((total + size))
done

counted() {
  if (($1 == 1)); then echo "1 $2"; else echo "$1 $3"; fi
}

batches=0 files=0 bytes=0
for index in ${to_send[@]+"${to_send[@]}"}; do
  if ((batches == 0 || files == max_files || bytes + sizes[$index] > max_bytes)); then
    batches=$((batches + 1)) files=0 bytes=0
  fi
  files=$((files + 1)) bytes=$((bytes + sizes[$index]))
done

echo "Accepted before: $accepted, unknown: $unknown, without a file: $missing, ambiguous: $ambiguous"
echo "To send: $(counted ${#to_send[@]} file files), $(counted "$total" byte bytes), in $(counted "$batches" batch batches), to $base"
[[ -z $dry && ${#to_send[@]} -gt 0 ]] || exit 0

key=${WICKSON_API_KEY:-}
[[ -n $key && $key != *[[:cntrl:]]* ]] || { echo "Set WICKSON_API_KEY to the API key first." >&2; exit 2; }
if [[ -z $yes ]]; then
  [[ -t 0 ]] || { echo "This costs money: run it in a terminal to be asked, or say --yes." >&2; exit 2; }
  read -r -p "This costs money. Send now? Type yes: " reply
  [[ $reply == yes ]] || { echo "Nothing was sent." >&2; exit 1; }
fi

# curl takes a path and a name in quotes, in which only a backslash and a quote are escaped.
escaped() { local text=${1//\\/\\\\}; printf '%s.' "${text//\"/\\\"}"; }

answer=$(mktemp)
trap 'rm -f -- "$answer"' EXIT
json_collection=${collection//\\/\\\\}
json_collection=${json_collection//\"/\\\"}

send_batch() {
  local form=() index path name status code id
  for index in "${batch[@]}"; do
    # The dot keeps line breaks at the end of a name, which $( ) would take away.
    path=$(escaped "${paths[${chosen[$index]}]}")
    name=$(escaped "${sent_as[$index]}")
    form+=(--form "file=@\"${path%.}\";filename=\"${name%.}\";type=application/octet-stream")
  done
  [[ $json_collection == *[[:cntrl:]]* ]] || form+=(--form-string "batch_options={\"force_overwrite\":$force,\"collection_id\":\"$json_collection\"}")

  # The key goes through a pipe: arguments can be read by everybody on this machine. No retry, no redirect.
  status=0
  code=$(printf 'X-Api-Key: %s\n' "$key" | curl --silent --show-error --header @- --output "$answer" --write-out '%{http_code}' \
    --connect-timeout 30 --speed-limit 1 --speed-time 300 --request POST \
    --form-string "force_overwrite=$force" --form-string "collection_id=$collection" "${form[@]}" "$base/v1/batches") || status=$?
  case $status in
    0) ;;
    5 | 6 | 7 | 26 | 35 | 60)
      write_log "not sent" ""
      echo "It was not sent (curl error $status). Run this again; what was accepted before is not sent twice." >&2
      exit 1
      ;;
    *)
      if [[ $code != [4]?? ]]; then
        write_log unknown ""
        echo "Nobody knows what became of it (curl error $status). Look for its files in the dashboard before you send them again with --retry-unknown." >&2
        exit 1
      fi
      ;;
  esac
  id=$(grep -oE '"(batch_id|id)"[[:space:]]*:[[:space:]]*"[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}"' "$answer" | head -n 1 | sed -E 's/.*"([^"]*)"$/\1/') || id=
  if [[ $code == 2?? && -n $id ]] && ! grep -qE '"success"[[:space:]]*:[[:space:]]*false' "$answer"; then
    write_log accepted "$id"
    echo "  accepted as $id"
  elif [[ $code == 2?? || $code == 408 ]] || { [[ $code == 5?? ]] && ! grep -qE '"code"[[:space:]]*:' "$answer"; }; then
    write_log unknown ""
    echo "Nobody knows what became of it (status $code). Look for its files in the dashboard before you send them again with --retry-unknown." >&2
    exit 1
  else
    write_log refused ""
    echo "Wickson refused it (status $code): $(visible "$(head -c 300 "$answer")"). Nothing of it was taken; what was accepted before is in sent.csv." >&2
    exit 1
  fi
}

batch=() files=0 bytes=0 number=0
flush_batch() {
  ((${#batch[@]})) || return 0
  number=$((number + 1))
  echo "Batch $number of $batches: $(counted ${#batch[@]} file files) ..."
  write_log sending ""
  send_batch
  batch=() files=0 bytes=0
}
for index in "${to_send[@]}"; do
  if ((files == max_files || bytes + sizes[$index] > max_bytes)); then flush_batch; fi
  batch+=("$index")
  files=$((files + 1)) bytes=$((bytes + sizes[$index]))
done
flush_batch

{{- define "ghostnet.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Short enough for what is put behind it: a pool's name of up to 20 characters. */}}
{{- define "ghostnet.fullname" -}}
{{- $name := include "ghostnet.name" . -}}
{{- $made := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $made .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "ghostnet.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "ghostnet.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* What selects a release's pods. Selectors of workloads cannot be changed, so this never may. */}}
{{- define "ghostnet.selector" -}}
app.kubernetes.io/name: {{ include "ghostnet.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "ghostnet.labels" -}}
{{ include "ghostnet.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end -}}

{{/* An image: (dict "image" .Values.image.worker "root" $). */}}
{{- define "ghostnet.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .root.Chart.AppVersion .image.tag }}
{{- end -}}
{{- end -}}

{{- define "ghostnet.pullSecrets" -}}
{{- with .Values.image.pullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* What the "restricted" pod security standard asks for, and a root file system that nothing is written to. */}}
{{- define "ghostnet.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ int64 .user }}
runAsGroup: {{ int64 .user }}
fsGroup: {{ int64 .user }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "ghostnet.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/*
The secret of a role, silo or client or redis: (dict "root" $ "role" "silo"). Empty without TLS.
*/}}
{{- define "ghostnet.tls.secret" -}}
{{- $values := .root.Values -}}
{{- $given := "" -}}
{{- $wanted := $values.tls.enabled -}}
{{- if eq .role "redis" -}}
{{- $given = $values.redis.tls.existingSecret -}}
{{- $wanted = and $values.redis.enabled $values.redis.tls.enabled -}}
{{- else -}}
{{- $given = get $values.tls (printf "%sSecret" .role) -}}
{{- end -}}
{{- if $wanted -}}
{{- default (printf "%s-%s-tls" (include "ghostnet.fullname" .root) .role) $given -}}
{{- end -}}
{{- end -}}

{{/* The pods of a workload on different nodes and in different zones, where there are such: (dict "selector" labels). */}}
{{- define "ghostnet.spread" -}}
{{- $selector := .selector -}}
{{- range $i, $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" -}}
{{- if $i }}{{ "\n" }}{{ end -}}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- $selector | nindent 6 }}
{{- end }}
{{- end -}}

{{/* A pool with the values of modelHost that it does not name itself. Not `merge`, which takes 0 and false for missing. */}}
{{- define "ghostnet.pool" -}}
{{- $pool := deepCopy .pool -}}
{{- range $key, $value := omit .root.Values.modelHost "pools" -}}
{{- if not (hasKey $pool $key) -}}{{- $_ := set $pool $key $value -}}{{- end -}}
{{- end -}}
{{- toJson $pool -}}
{{- end -}}

{{- define "ghostnet.redis.host" -}}
{{- ternary (printf "%s-redis" (include "ghostnet.fullname" .)) .Values.redis.external.host .Values.redis.enabled -}}
{{- end -}}

{{- define "ghostnet.redis.port" -}}
{{- ternary 6379 (int .Values.redis.external.port) .Values.redis.enabled -}}
{{- end -}}

{{- define "ghostnet.redis.tls" -}}
{{- ternary .Values.redis.tls.enabled .Values.redis.external.tls .Values.redis.enabled -}}
{{- end -}}

{{/* Kubernetes puts a variable that stands further above into $(…): so the secret is in no object that it does not have to be in. */}}
{{- define "ghostnet.redis.password" -}}
{{- if .Values.redis.existingSecret -}}
- name: REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.redis.existingSecret }}
      key: {{ .Values.redis.key }}
{{- end }}
{{- end -}}

{{/* As silos are told: host:port,option=value… */}}
{{- define "ghostnet.redis.settings" -}}
{{ include "ghostnet.redis.host" . }}:{{ include "ghostnet.redis.port" . }}
{{- if and (not .Values.redis.enabled) .Values.redis.external.user }},user={{ .Values.redis.external.user }}{{ end }}
{{- if .Values.redis.existingSecret }},password=$(REDIS_PASSWORD){{ end }}
{{- if eq (include "ghostnet.redis.tls" .) "true" }},ssl=true{{ end }}
{{- end -}}

{{/* As the command line is told: redis://user:password@host:port/cluster. */}}
{{- define "ghostnet.redis.address" -}}
{{- $external := not .Values.redis.enabled -}}
{{- ternary "rediss" "redis" (eq (include "ghostnet.redis.tls" .) "true") -}}://
{{- if .Values.redis.existingSecret -}}
{{- if $external -}}{{ .Values.redis.external.user }}{{- end -}}:$(REDIS_PASSWORD)@
{{- end -}}
{{ include "ghostnet.redis.host" . }}:{{ include "ghostnet.redis.port" . }}/{{ .Values.clusterId }}
{{- end -}}

{{/* How a process signs in to storage: (dict "root" $ "variable" name of the connection string's variable). */}}
{{- define "ghostnet.storage.credentials" -}}
{{- $storage := .root.Values.storage -}}
{{- if eq $storage.auth "connectionString" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $storage.connectionString.existingSecret }}
      key: {{ $storage.connectionString.key }}
{{- else if eq $storage.auth "sas" -}}
- name: STORAGE_SAS
  valueFrom:
    secretKeyRef:
      name: {{ $storage.sas.existingSecret }}
      key: {{ $storage.sas.key }}
- name: {{ .variable }}
  value: BlobEndpoint={{ trimSuffix "/" $storage.sas.endpoint }};SharedAccessSignature=$(STORAGE_SAS)
{{- end }}
{{- end -}}

{{/* The label by which the identity's webhook knows the pods that it gives a token. */}}
{{- define "ghostnet.storage.podLabels" -}}
{{- if eq .Values.storage.auth "workloadIdentity" -}}
azure.workload.identity/use: "true"
{{- end -}}
{{- end -}}

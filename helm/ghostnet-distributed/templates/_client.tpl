{{/* What the pods of the command line have in common. */}}
{{- define "ghostnet.client.labels" -}}
{{ include "ghostnet.fullname" . }}-client: "true"
{{- with include "ghostnet.storage.podLabels" . }}{{ printf "\n%s" . }}{{ end }}
{{- end -}}

{{/* A pod's specification, without its restart policy: (dict "root" $ "command" a script). */}}
{{- define "ghostnet.client.pod" -}}
{{- $root := .root -}}
{{- $tls := include "ghostnet.tls.secret" (dict "root" $root "role" "client") -}}
serviceAccountName: {{ include "ghostnet.serviceAccount" $root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with include "ghostnet.pullSecrets" $root }}{{ printf "\n%s" . }}{{ end }}
securityContext:
  {{- include "ghostnet.podSecurity" (dict "user" $root.Values.runAsUser) | nindent 2 }}
nodeSelector:
  kubernetes.io/os: linux
containers:
  - name: ghostnet
    image: {{ include "ghostnet.image" (dict "image" $root.Values.image.cli "root" $root) }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    command:
      - sh
      - -euc
      - |
        {{- .command | nindent 8 }}
    env:
      {{- with include "ghostnet.redis.password" $root }}{{ . | nindent 6 }}{{ end }}
      - name: GHOSTNET_CLUSTER
        value: {{ include "ghostnet.redis.address" $root | quote }}
      {{- if include "ghostnet.redisAuthorities" $root }}
      - name: GHOSTNET_REDIS_AUTHORITIES
        value: {{ include "ghostnet.redisAuthorities.folder" $root }}/ca.crt
      {{- end }}
      {{- if $tls }}
      - name: GHOSTNET_TLS_CERTIFICATE
        value: {{ include "ghostnet.tls.folder" $root }}/tls.crt
      - name: GHOSTNET_TLS_KEY
        value: {{ include "ghostnet.tls.folder" $root }}/tls.key
      - name: GHOSTNET_TLS_AUTHORITIES
        value: {{ include "ghostnet.tls.folder" $root }}/ca.crt
      {{- end }}
      - name: LEDGER
        value: {{ $root.Values.storage.ledger | quote }}
      {{- with include "ghostnet.storage.credentials" (dict "root" $root "variable" "AZURE_STORAGE_CONNECTION_STRING") }}{{ . | nindent 6 }}{{ end }}
      - name: HOME
        value: /tmp
    resources:
      {{- toYaml $root.Values.client.resources | nindent 6 }}
    securityContext:
      {{- include "ghostnet.containerSecurity" $root | nindent 6 }}
    volumeMounts:
      - name: tmp
        mountPath: /tmp
      {{- if $tls }}
      - name: tls
        mountPath: {{ include "ghostnet.tls.folder" $root }}
        readOnly: true
      {{- end }}
      {{- with include "ghostnet.redisAuthorities.mount" $root }}{{ . | nindent 6 }}{{ end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 1Gi
  {{- with $tls }}{{ include "ghostnet.tls.volume" . | nindent 2 }}{{ end }}
  {{- with include "ghostnet.redisAuthorities.volume" $root }}{{ . | nindent 2 }}{{ end }}
{{- end -}}
